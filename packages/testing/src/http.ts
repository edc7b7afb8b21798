import { type IncomingHttpHeaders, request } from 'node:http';
import { request as requestTls } from 'node:https';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request to a public URL of the platform: `*.localhost` does not resolve in Node, so it goes to 127.0.0.1. */
export function http(
  url: string,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<HttpAnswer> {
  const { protocol, host, hostname, port, pathname, search } = new URL(url);
  const isTls = protocol === 'https:';
  return new Promise((resolve, reject) => {
    const outgoing = (isTls ? requestTls : request)(
      {
        host: '127.0.0.1',
        port: port === '' ? (isTls ? 443 : 80) : Number(port),
        // The authority is one of the test's own; that browsers and curl can check it is the gateway's test.
        ...(isTls ? { servername: hostname, rejectUnauthorized: false } : {}),
        path: pathname + search,
        method: options.method ?? 'GET',
        headers: { host, ...options.headers },
        agent: false,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}
