import { get, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';

/** Something that talks to the host of one app behind a unix socket, as the gateway does. */
export interface Visitor {
  readonly socketPath: string;
  /** As a browser writes it, with the gateway's port. */
  readonly host: string;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export function fetchPath({ socketPath, host }: Visitor, path: string): Promise<Answer> {
  const accept = path === '/' ? 'text/html' : '*/*';
  return new Promise((resolve, reject) => {
    get({ socketPath, path, headers: { host, accept }, agent: false }, (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      const type = response.headers['content-type'] ?? '';
      response.on('end', () => resolve({ status: response.statusCode ?? 0, type, text }));
    }).on('error', reject);
  });
}

/** Loads a page with everything it imports; returns every path with its answer. */
export async function loadPage(visitor: Visitor): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  const visit = async (path: string): Promise<void> => {
    if (answers.has(path)) return;
    answers.set(path, { status: 0, type: '', text: '' });
    const answer = await fetchPath(visitor, path);
    answers.set(path, answer);
    const found = answer.text.matchAll(/(?:\bfrom|\bimport|\bsrc=)\s*\(?["'](\/[^"']+)["']/g);
    await Promise.all([...found].map(([, next = '/']) => visit(next)));
  };
  await visit('/');
  return answers;
}

/** Messages of Vite's WebSocket, parsed. */
export interface LiveUpdates {
  readonly messages: readonly { readonly type: string; readonly updates?: readonly { readonly path: string }[] }[];
  close(): void;
}

/** RFC 6455 as far as a server that sends short unmasked text frames needs it. */
export function openUpdates({ socketPath, host }: Visitor): Promise<LiveUpdates> {
  const headers = {
    host,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'vite-hmr',
  };
  return new Promise((resolve, reject) => {
    const messages: LiveUpdates['messages'][number][] = [];
    request({ socketPath, path: '/', headers })
      .on('upgrade', (_, socket: Socket, head: Buffer) => {
        let rest: Buffer = head;
        const read = (chunk: Buffer) => {
          rest = Buffer.concat([rest, chunk]);
          for (;;) {
            const short = (rest[1] ?? 0) & 127;
            const from = short === 126 ? 4 : 2;
            if (rest.length < from) return;
            const length = short === 126 ? rest.readUInt16BE(2) : short;
            if (rest.length < from + length) return;
            if (((rest[0] ?? 0) & 15) === 1) messages.push(JSON.parse(rest.toString('utf8', from, from + length)));
            rest = rest.subarray(from + length);
          }
        };
        read(Buffer.alloc(0));
        socket.on('data', read).on('error', () => {});
        resolve({ messages, close: () => socket.destroy() });
      })
      .on('response', (response) => reject(new Error(`no upgrade: ${response.statusCode}`)))
      .on('error', reject)
      .end();
  });
}
