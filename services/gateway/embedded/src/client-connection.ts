import { createReadStream } from 'node:fs';
import type { Socket } from 'node:net';
import { type Answer, dateLine, statusLine } from './answer.ts';
import { type Asset, isUnchanged } from './asset.ts';
import { AssetFolder } from './asset-folder.ts';
import { BodyCounter } from './body-counter.ts';
import { Exchange } from './exchange.ts';
import { forwardedLines } from './forwarded.ts';
import { type ProblemReport, problemAnswer } from './problem-answer.ts';
import { addressKey } from './rate-limit.ts';
import { MALFORMED, REFUSED, Refusal } from './refusal.ts';
import { parseRequestHead, type RequestHead } from './request-head.ts';
import { requestId } from './request-id.ts';
import type { Serving } from './serving.ts';
import type { Site } from './site.ts';
import { readTarget, type Target } from './target.ts';
import { Upstream } from './upstream.ts';

const READING = 0;
const BUSY = 1;
const LINGERING = 2;
const CLOSED = 3;

/** A client that sends ahead of our answers is not read from beyond this. */
const MAX_AHEAD = 64 * 1024;
const LINGER_SECONDS = 2;
const NOTHING = Buffer.alloc(0);

/** One connection of a client: its requests one after the other, each answered here or by an {@link Exchange}. */
export class ClientConnection {
  readonly socket: Socket;
  readonly serving: Serving;
  readonly address: string;
  /** Milliseconds of the clock at which the present wait is over. */
  #deadline = 0;
  #phase = READING;
  #buffered: Buffer | null = null;
  #exchange: Exchange | null = null;
  #inLoop = false;
  #ended = false;
  #forwarded: { site: Site; lines: string } | null = null;
  readonly #redirects: boolean;

  /** `redirects`: every request is sent on to https. */
  constructor(socket: Socket, serving: Serving, onClosed: (connection: ClientConnection) => void, redirects = false) {
    this.socket = socket;
    this.serving = serving;
    this.#redirects = redirects;
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
    this.expectWithin(this.serving.limits.idleSeconds);
    this.resume();
    if (this.#buffered !== null && !this.#inLoop) this.#readRequests();
  }

  reportProblem(
    request: RequestHead | null,
    site: Site | null,
    target: Target | null,
    id: string,
    report: ProblemReport,
    close = false,
  ): void {
    this.#exchange = null;
    if (this.#phase === CLOSED) return;
    this.#answer(request, site, target, id, problemAnswer(report, request, id), close);
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
      else this.#begin(request);
    }
    this.#inLoop = false;
  }

  #begin(request: RequestHead): void {
    const site = this.serving.router.find(request.host);
    if (site === undefined) {
      this.#refuse(REFUSED.unknownHost, request);
      return;
    }
    const target = readTarget(request.target);
    if (target === null) {
      this.#refuse(MALFORMED.path, request, site);
      return;
    }
    if (this.#redirects) {
      this.#redirect(request, site, target);
      return;
    }
    if (request.bodyLength > this.serving.limits.bodyBytes) {
      this.#refuse(REFUSED.bodyTooLarge, request, site, target);
      return;
    }
    if (site.limiter !== null && this.#limited(request, site, target)) return;
    const destination = site.destination(request, target);
    if (destination instanceof Upstream) {
      const exchange = new Exchange(this, request, target, site, destination, requestId());
      this.#exchange = exchange;
      exchange.start();
    } else if (destination instanceof Refusal) this.#refuse(destination, request, site, target);
    else if (request.method !== 'GET' && request.method !== 'HEAD') this.#refuse(REFUSED.method, request, site, target);
    else if (destination instanceof AssetFolder) this.#answerAsset(request, site, target, destination);
    else {
      const headers = 'Content-Type: application/json\r\nCache-Control: no-store\r\n';
      const body = Buffer.from(site.appConfig ?? 'null');
      this.#answer(request, site, target, requestId(), { status: 200, headers, body, policies: 0 }, false);
    }
  }

  #limited(request: RequestHead, site: Site, target: Target): boolean {
    const path = site.limitedPath(target.decoded);
    if (path === null || site.limiter === null) return false;
    const seconds = site.limiter.take(`${path} ${addressKey(this.address)}`);
    if (seconds === 0) return false;
    const { status, code, detail } = REFUSED.rateLimited;
    const report = { status, code, detail, retryAfterSeconds: seconds, appName: site.route.name };
    this.reportProblem(request, site, target, requestId(), report);
    return true;
  }

  // ---- answering ----

  #refuse(
    refusal: Refusal,
    request: RequestHead | null = null,
    site: Site | null = null,
    target: Target | null = null,
  ): void {
    const { status, code, detail } = refusal;
    const report = { status, code, detail, ...(site === null ? {} : { appName: site.route.name }) };
    this.reportProblem(request, site, target, requestId(), report, refusal.close || request === null);
  }

  #redirect(request: RequestHead, site: Site, target: Target): void {
    const query = request.target.slice(target.path.length);
    const headers = `Location: https://${site.authority}${target.path}${query}\r\nCache-Control: no-store\r\n`;
    this.#answer(request, site, target, requestId(), { status: 308, headers, body: NOTHING, policies: 0 }, true);
  }

  #answerAsset(request: RequestHead, site: Site, target: Target, folder: AssetFolder): void {
    const asset = folder.find(target.decoded, request.acceptEncoding);
    if (asset === null) this.#refuse(REFUSED.notFound, request, site, target);
    else if (asset.body === null) this.#streamAsset(request, site, target, asset);
    else {
      const unchanged = isUnchanged(request.ifNoneMatch, asset.etag);
      const body = unchanged ? NOTHING : asset.body;
      const answer = { status: unchanged ? 304 : 200, headers: asset.headers, body, policies: 0 };
      this.#answer(request, site, target, requestId(), answer, false);
    }
  }

  #streamAsset(request: RequestHead, site: Site, target: Target, asset: Asset): void {
    const head = this.#head(
      site,
      target,
      requestId(),
      { status: 200, headers: asset.headers, policies: 0 },
      asset.size,
      true,
    );
    this.socket.write(head, 'latin1');
    if (request.method === 'HEAD') {
      this.finished(false);
      return;
    }
    this.expectWithin(Number.POSITIVE_INFINITY);
    const file = createReadStream(asset.file, { end: asset.size - 1 });
    file.on('error', () => this.destroy());
    this.socket.on('close', () => file.destroy());
    file.pipe(this.socket, { end: false });
    file.on('end', () => this.finished(false));
  }

  #answer(
    request: RequestHead | null,
    site: Site | null,
    target: Target | null,
    id: string,
    answer: Answer,
    close: boolean,
  ): void {
    const keep = !close && request !== null && request.keepAlive && !this.serving.stopping && this.#skipBody(request);
    const length = answer.status === 304 ? null : answer.body.length;
    const head = this.#head(site, target, id, answer, length, !keep);
    if (request?.method === 'HEAD' || answer.body.length === 0) this.socket.write(head, 'latin1');
    else {
      this.socket.cork();
      this.socket.write(head, 'latin1');
      this.socket.write(answer.body);
      this.socket.uncork();
    }
    this.finished(keep);
  }

  #head(
    site: Site | null,
    target: Target | null,
    id: string,
    answer: Omit<Answer, 'body'>,
    length: number | null,
    close: boolean,
  ): string {
    const policy =
      site === null
        ? this.serving.strangerPolicy.lacking(answer.policies)
        : site.policy(target?.decoded ?? '/', answer.policies);
    const contentLength = length === null ? '' : `Content-Length: ${length}\r\n`;
    const connection = close ? 'Connection: close\r\n' : '';
    return `${statusLine(answer.status)}${dateLine(this.serving.clock)}${answer.headers}${contentLength}${policy}X-Request-Id: ${id}\r\n${connection}\r\n`;
  }

  /** Passes over the body of a request that is answered without reading it; false when not all of it is here. */
  #skipBody(request: RequestHead): boolean {
    const counter = new BodyCounter(request.bodyLength);
    if (counter.done) return true;
    if (this.#buffered === null) return false;
    const end = counter.take(this.#buffered, 0);
    if (counter.malformed || !counter.done) return false;
    this.#buffered = end === this.#buffered.length ? null : this.#buffered.subarray(end);
    return true;
  }

  /** Ends our side, then reads on for a moment: closing at once could lose the answer to a reset. */
  #closeGently(): void {
    this.#phase = LINGERING;
    this.#buffered = null;
    this.expectWithin(LINGER_SECONDS);
    this.socket.end();
    this.resume();
  }
}
