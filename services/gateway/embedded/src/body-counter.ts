import { FIELD_VALUE, HEX_DIGIT, TOKEN } from './character-classes.ts';
import { CHUNKED } from './request-head.ts';
import { UNTIL_CLOSE } from './response-head.ts';

/** Told the ranges of a chunk of bytes that are body data rather than framing. */
export type DataRange = (start: number, end: number) => void;

const SIZE_FIRST = 0;
const SIZE = 1;
const SIZE_LF = 2;
const DATA = 3;
const DATA_CR = 4;
const DATA_LF = 5;
const LINE_START = 6;
const TRAILER_NAME = 7;
const TRAILER_VALUE = 8;
const TRAILER_LF = 9;
const END_LF = 10;

const MAX_TRAILER_BYTES = 8192;

/**
 * Finds where a body ends while its bytes pass by untouched. Chunked framing (RFC 9112 §7.1) is read strictly: no
 * chunk extensions, no bare line breaks, sizes of at most eight digits.
 */
export class BodyCounter {
  done: boolean;
  malformed = false;
  /** Body data so far, framing not counted. */
  dataBytes = 0;
  #remaining: number;
  readonly #chunked: boolean;
  #state = SIZE_FIRST;
  #digits = 0;
  #trailerBytes = 0;

  /** `length`: bytes, {@link CHUNKED} or {@link UNTIL_CLOSE}. */
  constructor(length: number) {
    this.#chunked = length === CHUNKED;
    this.#remaining = length === UNTIL_CLOSE ? Number.POSITIVE_INFINITY : this.#chunked ? 0 : length;
    this.done = length === 0;
  }

  /** Bytes of `chunk` from `start` that belong to this body: the index after the last of them. Check `malformed`. */
  take(chunk: Buffer, start: number, onData?: DataRange): number {
    if (this.done) return start;
    if (this.#chunked) return this.#takeChunked(chunk, start, onData);
    const available = chunk.length - start;
    const taken = Math.min(available, this.#remaining);
    this.#remaining -= taken;
    this.dataBytes += taken;
    if (this.#remaining === 0) this.done = true;
    if (taken > 0) onData?.(start, start + taken);
    return start + taken;
  }

  #takeChunked(chunk: Buffer, start: number, onData?: DataRange): number {
    let at = start;
    const end = chunk.length;
    let state = this.#state;
    while (at < end) {
      if (state === DATA) {
        const available = end - at;
        const taken = Math.min(available, this.#remaining);
        onData?.(at, at + taken);
        at += taken;
        this.#remaining -= taken;
        this.dataBytes += taken;
        if (this.#remaining === 0) state = DATA_CR;
        continue;
      }
      const byte = chunk[at] as number;
      at += 1;
      switch (state) {
        case SIZE_FIRST:
        case SIZE: {
          const digit = HEX_DIGIT[byte] as number;
          if (digit >= 0 && this.#digits < 8) {
            this.#remaining = this.#remaining * 16 + digit;
            this.#digits += 1;
            state = SIZE;
          } else if (byte === 0x0d && state === SIZE) state = SIZE_LF;
          else return this.#refuse(at);
          break;
        }
        case SIZE_LF:
          if (byte !== 0x0a) return this.#refuse(at);
          this.#digits = 0;
          state = this.#remaining === 0 ? LINE_START : DATA;
          break;
        case DATA_CR:
          if (byte !== 0x0d) return this.#refuse(at);
          state = DATA_LF;
          break;
        case DATA_LF:
          if (byte !== 0x0a) return this.#refuse(at);
          state = SIZE_FIRST;
          break;
        case LINE_START:
          if (byte === 0x0d) state = END_LF;
          else if (TOKEN[byte] === 1) state = TRAILER_NAME;
          else return this.#refuse(at);
          break;
        case TRAILER_NAME:
          if (byte === 0x3a) state = TRAILER_VALUE;
          else if (TOKEN[byte] !== 1) return this.#refuse(at);
          break;
        case TRAILER_VALUE:
          if (byte === 0x0d) state = TRAILER_LF;
          else if (FIELD_VALUE[byte] !== 1) return this.#refuse(at);
          break;
        case TRAILER_LF:
          if (byte !== 0x0a) return this.#refuse(at);
          state = LINE_START;
          break;
        default:
          if (byte !== 0x0a) return this.#refuse(at);
          this.done = true;
          return at;
      }
      if (state >= LINE_START) {
        this.#trailerBytes += 1;
        if (this.#trailerBytes > MAX_TRAILER_BYTES) return this.#refuse(at);
      }
    }
    this.#state = state;
    return at;
  }

  #refuse(at: number): number {
    this.malformed = true;
    return at;
  }
}
