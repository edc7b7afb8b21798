import { hash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

export interface Target {
  readonly socketPath: string;
  /** Usernames to sign in as, in turn. */
  readonly usernames: readonly string[];
  readonly password: string;
}

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly cookies: readonly string[];
  readonly body: string;
}

const REDIRECT = 'http://hello.localhost/auth/callback';
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

function ask(
  target: Target,
  path: string,
  headers: Record<string, string>,
  form?: Record<string, string>,
): Promise<Answer> {
  const payload = form && new URLSearchParams(form).toString();
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        socketPath: target.socketPath,
        agent,
        path,
        method: payload === undefined ? 'GET' : 'POST',
        headers: {
          host: 'auth.localhost',
          ...headers,
          ...(payload === undefined
            ? {}
            : {
                'content-type': 'application/x-www-form-urlencoded',
                'content-length': Buffer.byteLength(payload),
                ...(path === '/token' ? {} : { origin: 'http://auth.localhost' }),
              }),
        },
      },
      (incoming) => {
        let body = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk) => (body += chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            location: incoming.headers.location ?? '',
            cookies: incoming.headers['set-cookie'] ?? [],
            body,
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

const pathOf = (location: string) => {
  const url = new URL(location, 'http://auth.localhost');
  return `${url.pathname}${url.search}`;
};

/** A new browser: authorize, look at the form, send it, resume, redeem the code. @returns the refresh token */
export async function signIn(target: Target, turn: number): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  // Everybody from another address, as in life; one address for all would measure the limiter's row lock.
  const headers: Record<string, string> = {
    'x-forwarded-for': `10.${(turn >> 16) & 255}.${(turn >> 8) & 255}.${turn & 255}`,
    'x-forwarded-proto': 'http',
    accept: 'text/html',
  };
  const jar = new Map<string, string>();
  const go = async (path: string, form?: Record<string, string>) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await ask(target, path, cookie === '' ? headers : { ...headers, cookie }, form);
    for (const line of answer.cookies) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  };
  const query = new URLSearchParams({
    client_id: 'hello',
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'state',
    nonce: 'nonce',
    code_challenge: hash('sha256', verifier, 'base64url'),
    code_challenge_method: 'S256',
  });
  const begun = await go(`/authorize?${query}`);
  const form = pathOf(begun.location);
  await go(form);
  const username = target.usernames[turn % target.usernames.length] as string;
  const posted = await go(form, { username, password: target.password });
  const resumed = await go(pathOf(posted.location));
  const code = new URL(resumed.location, 'http://auth.localhost').searchParams.get('code') ?? '';
  const redeemed = await go('/token', {
    grant_type: 'authorization_code',
    client_id: 'hello',
    code,
    redirect_uri: REDIRECT,
    code_verifier: verifier,
  });
  if (redeemed.status !== 200) throw new Error(`sign-in failed: ${posted.status} ${resumed.status} ${redeemed.body}`);
  return (JSON.parse(redeemed.body) as { refresh_token: string }).refresh_token;
}

/** @returns the next refresh token */
export async function refresh(target: Target, refreshToken: string): Promise<string> {
  const form = { grant_type: 'refresh_token', client_id: 'hello', refresh_token: refreshToken };
  const answer = await ask(target, '/token', { 'x-forwarded-proto': 'http' }, form);
  if (answer.status !== 200) throw new Error(`refresh failed: ${answer.body}`);
  return (JSON.parse(answer.body) as { refresh_token: string }).refresh_token;
}
