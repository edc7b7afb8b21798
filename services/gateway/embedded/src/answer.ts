import type { Clock } from './clock.ts';
import { statusText } from './status-text.ts';

/** An answer the gateway gives itself. */
export interface Answer {
  readonly status: number;
  /** More header lines, each ended by CR LF. */
  readonly headers: string;
  readonly body: Buffer;
  /** Bits of `PolicyBit` that `headers` brings itself. */
  readonly policies: number;
}

let date = '';
let dateMs = Number.NEGATIVE_INFINITY;

/** `Date` header line; made anew at most twice a second. */
export function dateLine(clock: Clock): string {
  if (clock.now - dateMs > 500) {
    date = `Date: ${new Date().toUTCString()}\r\n`;
    dateMs = clock.now;
  }
  return date;
}

export function statusLine(status: number): string {
  return `HTTP/1.1 ${status} ${statusText(status)}\r\n`;
}
