import type { Socket } from 'node:net';
import { BodyCounter } from './body-counter.ts';
import { forwardedLines } from './forwarded.ts';
import { sendRefusal } from './local-answer.ts';
import { attend } from './reception.ts';
import { MALFORMED, REFUSED, Refusal } from './refusal.ts';
import { parseRequestHead } from './request-head.ts';
import { requestId } from './request-id.ts';
import type { Serving } from './serving.ts';
import type { Site } from './site.ts';

const READING = 0;
const BUSY = 1;
const LINGERING = 2;
const CLOSED = 3;

/** What has the connection until a request is answered. */
export interface Occupant {
  /** The client's next bytes are for it and can be taken now. */
  readonly takesBytes: boolean;
  onBytes(chunk: Buffer): void;
  onClientDrained(): void;
  /** The time given by `expectWithin` is over. */
  onDeadline(): void;
  /** The client closed its side. */
  onClientEnded(): void;
  /** The gateway stops. */
  onStopping(): void;
  /** The client is gone. */
  abort(): void;
}

/** A client that sends ahead of our answers is not read from beyond this. */
const MAX_AHEAD = 64 * 1024;
const LINGER_SECONDS = 2;

/** One connection of a client: its requests one after the other, framing first. What becomes of them: reception.ts. */
export class ClientConnection {
  readonly socket: Socket;
  readonly serving: Serving;
  readonly address: string;
  /** Every request is sent on to https. */
  readonly redirects: boolean;
  /** Milliseconds of the clock at which the present wait is over. */
  #deadline = 0;
  #phase = READING;
  #buffered: Buffer | null = null;
  #exchange: Occupant | null = null;
  #inLoop = false;
  #ended = false;
  #forwarded: { site: Site; lines: string } | null = null;

  constructor(socket: Socket, serving: Serving, onClosed: (connection: ClientConnection) => void, redirects = false) {
    this.socket = socket;
    this.serving = serving;
    this.redirects = redirects;
    const address = socket.remoteAddress ?? '';
    this.address = address.startsWith('::ffff:') ? address.slice(7) : address;
    this.expectWithin(serving.limits.headerSeconds);
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('drain', () => this.#exchange?.onClientDrained());
    socket.on('end', () => this.#onEnd());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#phase = CLOSED;
      this.#exchange?.abort();
      this.#exchange = null;
      onClosed(this);
    });
  }

  // ---- what an exchange needs ----

  begin(exchange: Occupant): void {
    this.#exchange = exchange;
  }

  expectWithin(seconds: number): void {
    this.#deadline = this.serving.clock.now + seconds * 1000;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    if (this.socket.isPaused()) this.socket.resume();
  }

  takeBuffered(): Buffer | null {
    const buffered = this.#buffered;
    this.#buffered = null;
    return buffered;
  }

  putBack(rest: Buffer): void {
    this.#buffered = rest;
  }

  forwardedTo(site: Site): string {
    if (this.#forwarded?.site !== site)
      this.#forwarded = { site, lines: forwardedLines(site, this.address, this.serving.port) };
    return this.#forwarded.lines;
  }

  /** The answer is complete. */
  finished(keep: boolean): void {
    this.#exchange = null;
    if (this.#phase === CLOSED) return;
    if (!keep || this.#ended || this.serving.stopping) {
      this.#closeGently();
      return;
    }
    this.#phase = READING;
    const { limits } = this.serving;
    this.expectWithin(this.#buffered === null ? limits.idleSeconds : limits.headerSeconds);
    this.resume();
    if (this.#buffered !== null && !this.#inLoop) this.#readRequests();
  }

  /** Passes over the body of a request that is answered without reading it; false when not all of it is here. */
  skipBody(length: number): boolean {
    const counter = new BodyCounter(length);
    if (counter.done) return true;
    if (this.#buffered === null) return false;
    const end = counter.take(this.#buffered, 0);
    if (counter.malformed || !counter.done) return false;
    this.#buffered = end === this.#buffered.length ? null : this.#buffered.subarray(end);
    return true;
  }

  destroy(): void {
    this.socket.destroy();
  }

  // ---- what the gateway needs ----

  checkDeadline(now: number): void {
    if (now <= this.#deadline) return;
    if (this.#exchange !== null) this.#exchange.onDeadline();
    else if (this.#phase === READING && this.#buffered !== null) this.#refuse(REFUSED.headTimeout);
    else this.destroy();
  }

  /** Too many connections from its address. */
  turnAway(): void {
    this.#phase = BUSY;
    this.#refuse(REFUSED.connections);
  }

  onStopping(): void {
    if (this.#exchange !== null) this.#exchange.onStopping();
    else if (this.#phase === READING && this.#buffered === null) this.socket.end();
  }

  // ---- reading ----

  #onData(chunk: Buffer): void {
    if (this.#phase === READING) {
      if (this.#buffered === null) {
        this.expectWithin(this.serving.limits.headerSeconds);
        this.#buffered = chunk;
      } else this.#buffered = Buffer.concat([this.#buffered, chunk]);
      this.#readRequests();
    } else if (this.#phase === BUSY) {
      if (this.#exchange?.takesBytes === true) {
        this.#exchange.onBytes(chunk);
        return;
      }
      this.#buffered = this.#buffered === null ? chunk : Buffer.concat([this.#buffered, chunk]);
      if (this.#buffered.length > MAX_AHEAD) this.pause();
    }
  }

  #onEnd(): void {
    this.#ended = true;
    if (this.#exchange !== null) this.#exchange.onClientEnded();
    else this.socket.end();
  }

  #readRequests(): void {
    this.#inLoop = true;
    while (this.#phase === READING && this.#buffered !== null) {
      const bytes = this.#buffered;
      // One empty line before a request line is forgiven (RFC 9112 §2.2).
      const start = bytes[0] === 0x0d && bytes[1] === 0x0a ? 2 : 0;
      const limit = this.serving.limits.headerBytes;
      const text = bytes.toString('latin1', start, Math.min(bytes.length, start + limit));
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) {
        if (text.length >= limit) this.#refuse(REFUSED.headTooLarge);
        else if (/(?:^|[^\r])\n|\r[^\n]|\0/.test(text)) this.#refuse(MALFORMED.lineEnd);
        break;
      }
      const rest = start + end + 4;
      this.#buffered = rest === bytes.length ? null : bytes.subarray(rest);
      const request = parseRequestHead(rest - start === text.length ? text : text.slice(0, end + 4));
      this.#phase = BUSY;
      if (request instanceof Refusal) this.#refuse(request);
      else attend(this, request);
    }
    this.#inLoop = false;
  }

  #refuse(refusal: Refusal): void {
    sendRefusal(this, { request: null, site: null, target: null, id: requestId() }, refusal);
  }

  /** Ends our side, then reads on for a moment: closing at once could lose the answer to a reset. */
  #closeGently(): void {
    this.#phase = LINGERING;
    this.#buffered = null;
    // A slow reader gets the time to take what is still waiting for it.
    this.expectWithin(this.socket.writableLength > 0 ? this.serving.limits.idleSeconds : LINGER_SECONDS);
    this.socket.end(() => this.expectWithin(LINGER_SECONDS));
    this.resume();
  }
}
