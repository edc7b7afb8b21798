import type { Address, Upstream as UpstreamPort } from '@scalr/ports';
import type { Clock } from './clock.ts';
import { UpstreamConnection, type UpstreamUser } from './upstream-connection.ts';

/** Node's HTTP servers close idle connections after five seconds; one that may be closing must not be used. */
const POOL_IDLE_MS = 4_000;
const FRESH_MS = 2_000;
const MAX_POOLED = 256;
/** Requests open at one upstream at once. */
export const MAX_OPEN = 2_048;

/** A request held until its upstream is awake. */
export interface Waiter {
  onAwake(): void;
  onFailed(failure: WakeFailure): void;
}

export interface WakeFailure {
  readonly code: string;
  readonly message: string;
  /** A command or an edit. */
  readonly fix?: string;
  readonly retryAfterSeconds: number;
}

export interface UpstreamEvents {
  wake(name: string): void;
  idle(name: string): void;
}

/** A process behind the gateway: whether it is awake, who waits for it, its pooled connections. */
export class Upstream {
  readonly name: string;
  readonly address: Address;
  awake: boolean;
  /** Requests, streams and tunnels in flight, held ones included. */
  open = 0;
  /** When `wake` was said; null while nobody asked. */
  wakingSince: number | null = null;
  #idleAfterMs: number | null;
  #lastUsed: number;
  #pool: UpstreamConnection[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #events: UpstreamEvents;
  readonly #clock: Clock;

  constructor(port: UpstreamPort, events: UpstreamEvents, clock: Clock) {
    this.name = port.name;
    this.address = port.address;
    this.awake = port.awake;
    this.#idleAfterMs = idleMs(port);
    this.#events = events;
    this.#clock = clock;
    this.#lastUsed = clock.now;
  }

  /** A later configuration of the same process at the same address. */
  update(port: UpstreamPort): void {
    this.#idleAfterMs = idleMs(port);
    if (port.awake) this.markAwake();
    else if (this.awake) this.markAsleep();
  }

  acquire(): void {
    this.open += 1;
  }

  release(): void {
    this.open -= 1;
    this.#lastUsed = this.#clock.now;
  }

  /** A connection in the hands of `user`: a pooled one, else a new one that will call `onConnected`. */
  connect(user: UpstreamUser, options: { mayRetry: boolean; fresh: boolean }): UpstreamConnection {
    const usableSince = this.#clock.now - (options.mayRetry ? POOL_IDLE_MS : FRESH_MS);
    while (!options.fresh && this.#pool.length > 0) {
      const pooled = this.#pool.pop() as UpstreamConnection;
      if (pooled.socket.destroyed) continue;
      if (pooled.idleSince < usableSince) {
        pooled.destroy();
        continue;
      }
      pooled.user = user;
      return pooled;
    }
    return new UpstreamConnection(this.address, user, (closed) => {
      const at = this.#pool.indexOf(closed);
      if (at !== -1) this.#pool.splice(at, 1);
    });
  }

  /** Takes a connection back after a complete exchange. */
  giveBack(connection: UpstreamConnection): void {
    connection.user = null;
    connection.served += 1;
    connection.idleSince = this.#clock.now;
    if (this.awake && this.#pool.length < MAX_POOLED) this.#pool.push(connection);
    else connection.destroy();
  }

  /** Holds a request; says `wake` unless that was said already. */
  wait(waiter: Waiter): void {
    this.#waiters.add(waiter);
    this.#sayWake();
  }

  leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
  }

  markAwake(): void {
    this.awake = true;
    this.wakingSince = null;
    this.#lastUsed = this.#clock.now;
    for (const waiter of this.#takeWaiters()) waiter.onAwake();
  }

  /** Requests that wait already go on waiting, so it is asked for again at once. */
  markAsleep(): void {
    this.awake = false;
    this.wakingSince = null;
    this.closePool();
    if (this.#waiters.size > 0) this.#sayWake();
  }

  /** It was thought awake and does not listen. */
  markGone(): void {
    if (!this.awake) return;
    this.awake = false;
    this.closePool();
  }

  markFailed(failure: WakeFailure): void {
    this.awake = false;
    this.wakingSince = null;
    this.closePool();
    for (const waiter of this.#takeWaiters()) waiter.onFailed(failure);
  }

  /** Called now and then: drops connections unused for long, and the upstream itself once nothing is open. */
  tick(): void {
    const stale = this.#clock.now - POOL_IDLE_MS;
    while (this.#pool.length > 0 && (this.#pool[0] as UpstreamConnection).idleSince < stale)
      this.#pool.shift()?.destroy();
    if (!this.awake || this.#idleAfterMs === null || this.open > 0) return;
    if (this.#clock.now - this.#lastUsed < this.#idleAfterMs) return;
    this.markAsleep();
    this.#events.idle(this.name);
  }

  closePool(): void {
    const pool = this.#pool;
    this.#pool = [];
    for (const connection of pool) connection.destroy();
  }

  #sayWake(): void {
    if (this.wakingSince !== null) return;
    this.wakingSince = performance.now();
    this.#events.wake(this.name);
  }

  #takeWaiters(): Waiter[] {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }
}

function idleMs(port: UpstreamPort): number | null {
  return port.idleAfterSeconds === null ? null : port.idleAfterSeconds * 1000;
}
