import { connect, type Socket } from 'node:net';
import type { Address } from '@scalr/ports';

/** Who uses a connection to an upstream at the moment. */
export interface UpstreamUser {
  onConnected(): void;
  /** `chunk` is used again for the next read, unless this returns true: some of it is still needed. */
  onAnswer(chunk: Buffer): boolean;
  onDrained(): void;
  /** The connection is gone. `ended`: the upstream closed it in good order. */
  onLost(error: NodeJS.ErrnoException | null, ended: boolean): void;
}

const SMALL_READ = 16 * 1024;
const LARGE_READ = 128 * 1024;

/**
 * One socket to an upstream, kept between requests. It reads into memory of its own again and again: a new buffer for
 * every read would cost more than all else that is done with the bytes.
 */
export class UpstreamConnection {
  readonly socket: Socket;
  user: UpstreamUser | null;
  connected = false;
  /** Requests finished on it. */
  served = 0;
  idleSince = 0;
  #error: NodeJS.ErrnoException | null = null;
  #ended = false;
  #memory = Buffer.allocUnsafeSlow(SMALL_READ);
  #retained = false;
  #filled = false;

  constructor(address: Address, user: UpstreamUser, onClosed: (connection: UpstreamConnection) => void) {
    this.user = user;
    const place = 'socket' in address ? { path: address.socket } : { port: address.port, host: address.host };
    const socket = connect({
      ...place,
      onread: { buffer: () => this.#nextMemory(), callback: (length) => this.#onRead(length) },
    });
    this.socket = socket;
    if (!('socket' in address)) socket.setNoDelay(true).setKeepAlive(true, 60_000);
    socket.on('connect', () => {
      this.connected = true;
      this.user?.onConnected();
    });
    socket.on('drain', () => this.user?.onDrained());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#error = error;
    });
    socket.on('end', () => {
      this.#ended = true;
    });
    socket.on('close', () => {
      onClosed(this);
      const user = this.user;
      this.user = null;
      user?.onLost(this.#error, this.#ended);
    });
  }

  destroy(): void {
    this.user = null;
    this.socket.destroy();
  }

  #onRead(length: number): boolean {
    this.#filled = length === this.#memory.length;
    // Bytes nobody asked for would be read as the answer to the next request.
    if (this.user === null) this.socket.destroy();
    else this.#retained = this.user.onAnswer(this.#memory.subarray(0, length));
    return true;
  }

  #nextMemory(): Buffer {
    const large = this.#filled && this.#memory.length < LARGE_READ;
    if (this.#retained || large) this.#memory = Buffer.allocUnsafeSlow(large ? LARGE_READ : this.#memory.length);
    this.#retained = false;
    return this.#memory;
  }
}
