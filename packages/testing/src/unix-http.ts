import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export interface UnixAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Undefined: it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
  readonly json: any;
}

export interface UnixWish {
  readonly token?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string;
  /** Bytes of a body that is announced and never sent. */
  readonly announced?: number;
  /** The same name twice is two headers. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/** One real HTTP request over a unix socket. */
export function unixHttp(socket: string, method: string, path: string, wish: UnixWish = {}): Promise<UnixAnswer> {
  return new Promise((resolve, reject) => {
    const body = wish.raw ?? (wish.body === undefined ? undefined : JSON.stringify(wish.body));
    const outgoing = httpRequest({ socketPath: socket, method, path, agent: false });
    const headers = new Map<string, [name: string, values: string[]]>();
    const add = (name: string, value: string) => {
      const known = headers.get(name.toLowerCase());
      if (known === undefined) headers.set(name.toLowerCase(), [name, [value]]);
      else known[1].push(value);
    };
    if (wish.token !== undefined) add('authorization', `Bearer ${wish.token}`);
    for (const [name, value] of wish.headers ?? []) add(name, value);
    if (body !== undefined && !headers.has('content-type')) add('content-type', 'application/json');
    for (const [name, values] of headers.values()) outgoing.setHeader(name, values.length === 1 ? values[0]! : values);
    // After the answer it says nothing any more.
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        const isJson = /json/.test(response.headers['content-type'] ?? '') && text !== '';
        const json: unknown = isJson ? JSON.parse(text) : undefined;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
        if (wish.announced !== undefined) outgoing.destroy();
      });
    });
    if (wish.announced === undefined) {
      outgoing.end(body);
      return;
    }
    outgoing.setHeader('content-length', wish.announced);
    outgoing.flushHeaders();
  });
}
