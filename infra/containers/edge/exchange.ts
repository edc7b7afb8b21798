import type { Duplex, Readable } from 'node:stream';
import type { HeaderList } from './header-list.ts';

/** One request on its way inwards. */
export interface Asked {
  readonly method: string;
  /** As the client named it, with the port. */
  readonly host: string;
  /** Percent-encoded, cleaned, without the query. */
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
  readonly headers: HeaderList;
  /** Null: there is none. */
  readonly body: Readable | Buffer | null;
  readonly clientAddress: string;
  readonly isEncrypted: boolean;
  /** Aborted when the client is gone. */
  readonly gone: AbortSignal;
}

/** What is answered, on its way out. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Readable | Buffer;
  /** Of status 101: the connection that goes on behind it. */
  readonly upgraded?: Duplex;
}

export type Handler = (asked: Asked) => Promise<Answer>;

/** A short answer of the edge itself. */
export function told(status: number, text: string, headers: HeaderList = []): Answer {
  const body = Buffer.from(text);
  return {
    status,
    headers: [...headers, ['Content-Type', 'text/plain; charset=utf-8'], ['Content-Length', String(body.length)]],
    body,
  };
}

/** What nobody reads any more is not waited for. */
export function discard({ body, upgraded }: Answer): void {
  if (!Buffer.isBuffer(body)) body.destroy();
  upgraded?.destroy();
}
