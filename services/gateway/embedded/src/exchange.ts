import { BodyCounter } from './body-counter.ts';
import type { ClientConnection, Occupant } from './client-connection.ts';
import { writeJoined } from './joined-write.ts';
import { type BodyRead, sendProblem, sendRefusal } from './local-answer.ts';
import { isNavigation, type ProblemReport } from './problem-answer.ts';
import { answerHeadFor, requestHeadFor } from './proxied-head.ts';
import { MALFORMED, REFUSED, type Refusal } from './refusal.ts';
import type { RequestHead } from './request-head.ts';
import { parseResponseHead, type ResponseHead, UNTIL_CLOSE } from './response-head.ts';
import { MAX_OPEN, type Upstream, type Waiter, type WakeFailure } from './upstream.ts';
import type { UpstreamConnection, UpstreamUser } from './upstream-connection.ts';
import type { Visit } from './visit.ts';
import { WakeHold } from './wake-hold.ts';

const HOLDING = 0;
const CONNECTING = 1;
const AWAITING = 2;
const ANSWERING = 3;
const TUNNEL = 4;
const OVER = 5;

const MAX_ATTEMPTS = 4;
const BACKLOG_FULL_PAUSE_MS = 25;
const MAX_ANSWER_HEAD = 64 * 1024;
const NOTHING = Buffer.alloc(0);
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
const NOT_LISTENING = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK']);

/** One request on its way to an upstream and the answer on its way back. */
export class Exchange implements UpstreamUser, Occupant, Waiter {
  readonly #client: ClientConnection;
  readonly #visit: Visit;
  readonly #request: RequestHead;
  readonly #upstream: Upstream;
  readonly #body: BodyCounter;
  #phase = HOLDING;
  #connection: UpstreamConnection | null = null;
  #attempts = 0;
  #bodySent = false;
  #partialHead: Buffer | null = null;
  #answer: ResponseHead | null = null;
  #answerBody: BodyCounter | null = null;
  #keepClient: boolean;
  #held: WakeHold | null = null;
  #retryTimer: NodeJS.Timeout | null = null;

  constructor(client: ClientConnection, visit: Visit, upstream: Upstream) {
    this.#client = client;
    this.#visit = visit;
    this.#request = visit.request;
    this.#upstream = upstream;
    this.#body = new BodyCounter(visit.request.bodyLength);
    this.#keepClient = visit.request.keepAlive;
  }

  /** The client's next bytes are body (or tunnel) bytes and can be passed on now. */
  get takesBytes(): boolean {
    return this.#phase === TUNNEL || (!this.#body.done && (this.#phase === AWAITING || this.#phase === ANSWERING));
  }

  /** Never ends by itself: a tunnel or an event stream. */
  get endless(): boolean {
    return this.#phase === TUNNEL || this.#answer?.eventStream === true;
  }

  start(): void {
    this.#upstream.acquire();
    if (this.#upstream.open > MAX_OPEN) this.#fail(REFUSED.upstreamBusy, 1);
    else if (this.#upstream.awake) this.#connect(false);
    else this.#hold();
  }

  // ---- waking ----

  #hold(): void {
    this.#phase = HOLDING;
    this.#client.expectWithin(Number.POSITIVE_INFINITY);
    this.#held ??= new WakeHold(() => this.#stillStarting());
    this.#held.begin(this.#client.serving.limits.wakeSeconds, isNavigation(this.#request));
    this.#upstream.wait(this);
  }

  onAwake(): void {
    this.#connect(true);
  }

  onFailed(failure: WakeFailure): void {
    this.#report({
      status: 503,
      code: failure.code,
      detail: failure.message,
      fix: failure.fix ?? null,
      retryAfterSeconds: failure.retryAfterSeconds,
    });
  }

  /** Gives up the request, not the waking. */
  #stillStarting(): void {
    const { status, code, detail, fix } = REFUSED.notAwake;
    const since = this.#upstream.wakingSince ?? performance.now();
    this.#report({
      status,
      code,
      detail,
      fix,
      retryAfterSeconds: 1,
      progress: { what: 'starting', seconds: (performance.now() - since) / 1000 },
    });
  }

  #report(report: ProblemReport): void {
    this.#over();
    const named = { ...report, appName: this.#visit.site.route.name };
    sendProblem(this.#client, this.#visit, named, this.#bodyRead);
  }

  // ---- request ----

  #connect(fresh: boolean): void {
    this.#phase = CONNECTING;
    this.#attempts += 1;
    this.#client.expectWithin(this.#client.serving.limits.responseSeconds);
    this.#connection = this.#upstream.connect(this, { mayRetry: this.#repeatable, fresh });
    if (this.#connection.connected) this.onConnected();
  }

  onConnected(): void {
    const connection = this.#connection as UpstreamConnection;
    this.#phase = AWAITING;
    this.#clearTimers();
    const head = requestHeadFor(this.#visit, this.#client.forwardedTo(this.#visit.site));
    if (this.#body.done) {
      connection.socket.write(head, 'latin1');
      this.#client.expectWithin(this.#client.serving.limits.responseSeconds);
      return;
    }
    this.#passBody(this.#client.takeBuffered() ?? NOTHING, head);
    this.#client.resume();
  }

  /** Bytes of the client, while `takesBytes`. */
  onBytes(chunk: Buffer): void {
    if (this.#phase === TUNNEL) {
      if (this.#connection?.socket.write(chunk) === false) this.#client.pause();
      return;
    }
    this.#passBody(chunk, '');
  }

  #passBody(chunk: Buffer, head: string): void {
    const connection = this.#connection as UpstreamConnection;
    const end = this.#body.take(chunk, 0);
    if (this.#body.malformed) {
      this.#fail(MALFORMED.chunk);
      return;
    }
    if (this.#body.dataBytes > this.#client.serving.limits.bodyBytes) {
      this.#fail(REFUSED.bodyTooLarge);
      return;
    }
    if (end > 0) this.#bodySent = true;
    const flowing = writeJoined(connection.socket, head, chunk, 0, end);
    if (end < chunk.length) this.#client.putBack(chunk.subarray(end));
    if (!flowing && !this.#body.done) this.#client.pause();
    const limits = this.#client.serving.limits;
    if (this.#body.done && this.#phase === AWAITING) this.#client.expectWithin(limits.responseSeconds);
    else if (!this.endless) this.#client.expectWithin(limits.idleSeconds);
  }

  onDrained(): void {
    this.#client.resume();
  }

  // ---- answer ----

  onAnswer(chunk: Buffer): boolean {
    const { socket } = this.#client;
    if (this.#phase === ANSWERING) this.#passAnswer(chunk, 0, '');
    else if (this.#phase !== TUNNEL) this.#readAnswerHead(chunk);
    else if (!socket.write(chunk)) this.#connection?.socket.pause();
    return socket.writableLength > 0 || this.#partialHead !== null;
  }

  #readAnswerHead(chunk: Buffer): void {
    const bytes = this.#partialHead === null ? chunk : Buffer.concat([this.#partialHead, chunk]);
    this.#partialHead = null;
    let start = 0;
    for (;;) {
      const text = bytes.toString('latin1', start, Math.min(bytes.length, start + MAX_ANSWER_HEAD));
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) {
        if (text.length >= MAX_ANSWER_HEAD) {
          this.#fail(REFUSED.badAnswer);
          return;
        }
        if (start < bytes.length) this.#partialHead = start === 0 ? bytes : bytes.subarray(start);
        return;
      }
      const answer = parseResponseHead(text.slice(0, end + 4), this.#request.method === 'HEAD');
      if (answer === null) {
        this.#fail(REFUSED.badAnswer);
        return;
      }
      start += end + 4;
      if (answer.status === 101) {
        this.#openTunnel(answer, bytes.subarray(start));
        return;
      }
      if (answer.status >= 200) {
        this.#beginAnswer(answer, bytes, start);
        return;
      }
      if (!this.#request.http10) this.#client.socket.write(`${answer.lines}\r\n`, 'latin1');
    }
  }

  #beginAnswer(answer: ResponseHead, bytes: Buffer, start: number): void {
    this.#phase = ANSWERING;
    this.#answer = answer;
    this.#answerBody = new BodyCounter(answer.bodyLength);
    if (this.#request.http10 || answer.bodyLength === UNTIL_CLOSE || this.#client.serving.stopping)
      this.#keepClient = false;
    this.#passAnswer(bytes, start, answerHeadFor(this.#visit, answer, this.#keepClient));
  }

  #passAnswer(chunk: Buffer, start: number, head: string): void {
    const counter = this.#answerBody as BodyCounter;
    const socket = this.#client.socket;
    let flowing = true;
    let end: number;
    if (this.#request.http10) {
      if (head !== '') socket.write(head, 'latin1');
      end = counter.take(chunk, start, (from, to) => {
        flowing = socket.write(chunk.subarray(from, to)) && flowing;
      });
    } else {
      end = counter.take(chunk, start);
      flowing = writeJoined(socket, head, chunk, start, end);
    }
    if (counter.malformed) {
      this.#client.destroy();
      return;
    }
    if (counter.done) {
      this.#finish(end === chunk.length);
      return;
    }
    if (!flowing) this.#connection?.socket.pause();
    const idle = this.#answer?.eventStream === true && flowing;
    this.#client.expectWithin(idle ? Number.POSITIVE_INFINITY : this.#client.serving.limits.idleSeconds);
  }

  #openTunnel(answer: ResponseHead, rest: Buffer): void {
    if (!this.#request.webSocket) {
      this.#fail(REFUSED.badAnswer);
      return;
    }
    this.#phase = TUNNEL;
    this.#keepClient = false;
    const socket = this.#client.socket;
    socket.write(answerHeadFor(this.#visit, answer, false), 'latin1');
    if (rest.length > 0) socket.write(rest);
    this.#client.expectWithin(Number.POSITIVE_INFINITY);
    const early = this.#client.takeBuffered();
    if (early !== null) this.onBytes(early);
    this.#client.resume();
  }

  /** The client took what was waiting for it. */
  onClientDrained(): void {
    if (this.#phase !== ANSWERING && this.#phase !== TUNNEL) return;
    this.#connection?.socket.resume();
    if (this.endless) this.#client.expectWithin(Number.POSITIVE_INFINITY);
  }

  // ---- ends ----

  #finish(clean: boolean): void {
    const connection = this.#connection;
    this.#connection = null;
    this.#over();
    const bodyDone = this.#body.done;
    if (connection !== null) {
      if (clean && bodyDone && this.#answer?.keepAlive === true) this.#upstream.giveBack(connection);
      else connection.destroy();
    }
    this.#client.finished(this.#keepClient && bodyDone);
  }

  onLost(error: NodeJS.ErrnoException | null, ended: boolean): void {
    this.#connection = null;
    switch (this.#phase) {
      case CONNECTING:
        this.#notConnected(error?.code ?? '');
        return;
      case AWAITING:
        if (this.#repeatable && this.#partialHead === null && this.#attempts < MAX_ATTEMPTS) {
          this.#connect(true);
          return;
        }
        this.#fail(REFUSED.badGateway, 1);
        return;
      case ANSWERING:
        if (this.#answer?.bodyLength === UNTIL_CLOSE && ended && error === null) {
          this.#finish(false);
          return;
        }
        // The client must see that the answer is cut short.
        this.#client.destroy();
        return;
      case TUNNEL:
        this.#over();
        this.#client.finished(false);
        return;
    }
  }

  #notConnected(code: string): void {
    if (this.#attempts >= MAX_ATTEMPTS) {
      this.#fail(REFUSED.notAwake, 1);
      return;
    }
    if (NOT_LISTENING.has(code)) {
      this.#upstream.markGone();
      this.#hold();
      return;
    }
    if (code !== 'EAGAIN') {
      this.#fail(REFUSED.badGateway, 1);
      return;
    }
    // A unix socket's backlog is full for the moment.
    this.#retryTimer = setTimeout(() => this.#connect(true), BACKLOG_FULL_PAUSE_MS);
  }

  /** The time given by `expectWithin` is over. */
  onDeadline(): void {
    if (this.#phase === ANSWERING || this.#phase === TUNNEL) this.#client.destroy();
    else if (this.#phase === AWAITING && !this.#body.done) this.#fail(REFUSED.headTimeout);
    else this.#fail(REFUSED.upstreamTimeout);
  }

  /** The client closed its side. */
  onClientEnded(): void {
    this.#keepClient = false;
    if (this.endless || !this.#body.done) this.#client.destroy();
  }

  /** The client is gone. */
  abort(): void {
    this.#over();
  }

  /** The gateway stops: what waits or never ends is ended now. */
  onStopping(): void {
    if (this.#phase === HOLDING) this.#fail(REFUSED.notAwake, 1);
    else if (this.endless) this.#client.destroy();
    else this.#keepClient = false;
  }

  #fail(refusal: Refusal, retryAfterSeconds?: number): void {
    const answering = this.#phase === ANSWERING;
    this.#over();
    if (answering) this.#client.destroy();
    else {
      const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
      sendRefusal(this.#client, this.#visit, refusal, { ...retry, body: this.#bodyRead });
    }
  }

  get #bodyRead(): BodyRead {
    if (this.#body.done) return 'all';
    return this.#bodySent || this.#body.malformed ? 'unknown' : 'none';
  }

  #over(): void {
    if (this.#phase === OVER) return;
    this.#phase = OVER;
    this.#clearTimers();
    this.#upstream.leave(this);
    this.#connection?.destroy();
    this.#connection = null;
    this.#upstream.release();
  }

  #clearTimers(): void {
    this.#held?.end();
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
  }

  /** Sending it twice does no harm, and all of it is still at hand. */
  get #repeatable(): boolean {
    return !this.#bodySent && this.#request.bodyLength === 0 && REPEATABLE.has(this.#request.method);
  }
}
