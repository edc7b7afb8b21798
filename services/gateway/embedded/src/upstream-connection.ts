import { connect, type Socket } from 'node:net';
import type { Address } from '@scalr/ports';

/** Who uses a connection to an upstream at the moment. */
export interface UpstreamUser {
  onConnected(): void;
  onAnswer(chunk: Buffer): void;
  onDrained(): void;
  /** The connection is gone. `ended`: the upstream closed it in good order. */
  onLost(error: NodeJS.ErrnoException | null, ended: boolean): void;
}

/** One socket to an upstream, kept between requests. */
export class UpstreamConnection {
  readonly socket: Socket;
  user: UpstreamUser | null;
  connected = false;
  /** Requests finished on it. */
  served = 0;
  idleSince = 0;
  #error: NodeJS.ErrnoException | null = null;
  #ended = false;

  constructor(address: Address, user: UpstreamUser, onClosed: (connection: UpstreamConnection) => void) {
    this.user = user;
    const socket = 'socket' in address ? connect(address.socket) : connect(address.port, address.host);
    this.socket = socket;
    if (!('socket' in address)) socket.setNoDelay(true).setKeepAlive(true, 60_000);
    socket.on('connect', () => {
      this.connected = true;
      this.user?.onConnected();
    });
    socket.on('data', (chunk: Buffer) => {
      // Bytes nobody asked for would be read as the answer to the next request.
      if (this.user === null) socket.destroy();
      else this.user.onAnswer(chunk);
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
}
