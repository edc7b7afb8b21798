import { type IncomingHttpHeaders, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export interface Visit {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One GET through the gateway, on a connection of its own: `*.localhost` does not resolve in Node. */
export function visit(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Visit> {
  const { host, port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...{ host: '127.0.0.1', port: port === '' ? 80 : Number(port), path: pathname + search, agent: false },
        headers: { host, ...headers },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/**
 * Looks until the sign-in page is shown to somebody who wants into the portal, as a browser would come by it.
 * @returns when it was there, as `performance.now()` says it
 */
export async function signInPage(authUrl: string, portalUrl: string, signal: AbortSignal): Promise<number> {
  const wish = new URLSearchParams({
    ...{ client_id: 'portal', response_type: 'code', scope: 'openid profile email', state: 'bench' },
    ...{ redirect_uri: `${portalUrl}/auth/callback`, resource: 'urn:app:portal' },
    ...{ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' },
  });
  while (!signal.aborted) {
    const shown = await showsForm(authUrl, `${authUrl}/authorize?${wish}`).catch(() => false);
    if (shown) return performance.now();
    await delay(5);
  }
  return Number.NaN;
}

async function showsForm(authUrl: string, start: string): Promise<boolean> {
  // The discovery document has no rate limit, so it may be asked as often as one likes.
  if ((await visit(`${authUrl}/.well-known/openid-configuration`)).status !== 200) return false;
  const cookies = new Map<string, string>();
  let url = start;
  for (let hops = 0; hops < 4; hops += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const { status, headers, text } = await visit(url, { accept: 'text/html', cookie });
    for (const line of headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined) cookies.set(name, value ?? '');
    }
    if (status === 200) return text.includes('type="password"');
    if (headers.location === undefined) return false;
    url = new URL(headers.location, url).href;
  }
  return false;
}

const REFERENCES = [
  /<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+)"/g,
  /\b(?:import|export)\b[^'"();]*?from\s*["']([^"']+)["']/g,
  /\bimport\s*["']([^"']+)["']/g,
];

/**
 * A page with everything its scripts and styles import, fetched side by side as a browser does.
 * @returns number of files
 */
export async function wholePage(origin: string): Promise<number> {
  const asked = new Set<string>();
  const fetchAll = async (url: string): Promise<void> => {
    if (asked.has(url)) return;
    asked.add(url);
    const isPage = url === `${origin}/`;
    const { status, text } = await visit(url, { accept: isPage ? 'text/html' : '*/*' });
    if (status !== 200) throw new Error(`${url} answered ${status}`);
    // Examples in comments import what is not there.
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
    const found = REFERENCES.flatMap((pattern) => [...code.matchAll(pattern)].map(([, reference]) => reference ?? ''));
    const urls = found.filter((reference) => /^[./]/.test(reference)).map((reference) => new URL(reference, url).href);
    await Promise.all(urls.filter((one) => one.startsWith(`${origin}/`)).map(fetchAll));
  };
  await fetchAll(`${origin}/`);
  return asked.size;
}
