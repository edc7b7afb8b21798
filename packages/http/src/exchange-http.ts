import { readFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';

/** Where requests go whose host does not resolve here; the name travels in the Host header. */
export interface GatewayAddress {
  /** `host:port` */
  readonly address: string;
  /** Absolute path of a PEM file; null: the machine's own authorities. */
  readonly caFile: string | null;
}

export interface HttpQuestion {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly gateway: GatewayAddress | null;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request on `node:http(s)`. Redirects are answers like any other. Rejects with what went wrong. */
export async function exchangeHttp(url: URL, question: HttpQuestion): Promise<HttpReply> {
  const { method, body, gateway, maxBytes } = question;
  const isTls = url.protocol === 'https:';
  const request = isTls ? (await import('node:https')).request : requestHttp;
  const ca = isTls && gateway?.caFile ? { ca: await readFile(gateway.caFile) } : {};
  const timeout = AbortSignal.timeout(question.timeoutMs);
  const signal = question.signal === undefined ? timeout : AbortSignal.any([timeout, question.signal]);
  const place = gateway === null ? url.host : gateway.address;
  const [, host, port] = /^(.*?)(?::(\d+))?$/.exec(place) ?? [];
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(timeout.aborted ? new Error(`no answer within ${question.timeoutMs} ms`) : error);
    const outgoing = request(
      {
        ...{ host, method, signal, path: `${url.pathname}${url.search}` },
        ...(port === undefined ? {} : { port: Number(port) }),
        ...(isTls ? { servername: url.hostname, ...ca } : {}),
        headers: {
          ...question.headers,
          host: url.host,
          ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxBytes) outgoing.destroy(new Error(`the answer is larger than ${maxBytes} bytes`));
          else chunks.push(chunk);
        });
        incoming.on('error', fail);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('error', fail);
    outgoing.end(body ?? undefined);
  });
}
