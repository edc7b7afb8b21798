import { connect, type Socket } from 'node:net';
import { until } from './until.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Every value, in order. */
  all(name: string): readonly string[];
  readonly body: string;
  /** The whole head as sent. */
  readonly head: string;
}

/** A client that sends exactly the bytes it is given. */
export class RawClient {
  readonly socket: Socket;
  received = '';
  closed = false;

  /** `stubborn`: does not close its side when the other does. */
  constructor(port: number, host = '127.0.0.1', stubborn = false) {
    this.socket = connect({ port, host, allowHalfOpen: stubborn });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text) => {
      this.received += text;
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.closed = true;
    });
  }

  send(text: string): this {
    this.socket.write(text, 'latin1');
    return this;
  }

  /** The next answer, taken out of what was received. `toHead`: it has no body. */
  async answer(toHead = false): Promise<RawAnswer> {
    let parsed = takeAnswer(this.received, toHead, this.closed);
    await until(() => {
      parsed = takeAnswer(this.received, toHead, this.closed);
      if (parsed === null && this.closed)
        throw new Error(`closed after ${JSON.stringify(this.received.slice(0, 500))}`);
      return parsed !== null;
    });
    if (parsed === null) throw new Error('unreachable');
    this.received = parsed.rest;
    return parsed.answer;
  }

  async untilClosed(ms?: number): Promise<void> {
    await until(() => this.closed, ms);
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** One request on a connection of its own. */
export async function ask(port: number, text: string, toHead = false): Promise<RawAnswer & { closed: boolean }> {
  const client = new RawClient(port).send(text);
  const answer = await client.answer(toHead);
  if (answer.headers.get('connection') === 'close') await client.untilClosed();
  client.destroy();
  return { ...answer, closed: answer.headers.get('connection') === 'close' };
}

/** `GET path` with more header lines. */
export function get(path: string, headers: readonly string[] = [], host = 'hello.localhost'): string {
  return [`GET ${path} HTTP/1.1`, `Host: ${host}`, ...headers, '', ''].join('\r\n');
}

function takeAnswer(text: string, toHead: boolean, closed: boolean): { answer: RawAnswer; rest: string } | null {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = text.slice(0, end);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const headers = new Map(fields);
  const status = Number(statusLine.split(' ')[1]);
  const all = (name: string) => fields.filter(([key]) => key === name).map(([, value]) => value);
  const after = text.slice(end + 4);
  const make = (body: string, rest: string) => ({ answer: { status, headers, all, body, head }, rest });
  if (toHead || status < 200 || status === 204 || status === 304) return make('', after);
  if (headers.get('transfer-encoding') === 'chunked') {
    let body = '';
    let at = 0;
    for (;;) {
      const lineEnd = after.indexOf('\r\n', at);
      if (lineEnd === -1) return null;
      const size = Number.parseInt(after.slice(at, lineEnd), 16);
      at = lineEnd + 2;
      if (size === 0) {
        const last = after.startsWith('\r\n', at) ? at + 2 : after.indexOf('\r\n\r\n', at) + 4;
        return last < 4 && !after.startsWith('\r\n', at)
          ? null
          : after.length < last
            ? null
            : make(body, after.slice(last));
      }
      if (after.length < at + size + 2) return null;
      body += after.slice(at, at + size);
      at += size + 2;
    }
  }
  const length = headers.get('content-length');
  if (length === undefined) return closed ? make(after, '') : null;
  return after.length < Number(length) ? null : make(after.slice(0, Number(length)), after.slice(Number(length)));
}
