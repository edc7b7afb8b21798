import { type IncomingHttpHeaders, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Names the server by TLS. */
  readonly isEncrypted?: boolean;
}

/** One request to a port of this machine, for a host that nobody here resolves. */
export function ask(port: number, host: string, path: string, question: Question = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, isEncrypted = false } = question;
  return new Promise((resolve, reject) => {
    const outgoing = (isEncrypted ? requestTls : requestPlain)(
      {
        ...{ host: '127.0.0.1', port, path, method, headers: { host, ...headers }, agent: false },
        // The edge has no certificate of an authority in a test.
        ...(isEncrypted ? { servername: host, rejectUnauthorized: false } : {}),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
        answer.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
