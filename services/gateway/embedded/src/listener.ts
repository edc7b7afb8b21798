import { createServer, type Server, type Socket } from 'node:net';

const ADDRESSES = ['127.0.0.1', '::1'] as const;
/** The machine has no IPv6, or none on its loopback. */
const NO_IPV6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);
const BACKLOG = 4096;
const ATTEMPTS = 10;

/** Listens on one port of the loopback addresses, IPv4 and, where there is one, IPv6. */
export class Listener {
  readonly port: number;
  readonly #servers: readonly Server[];

  private constructor(port: number, servers: readonly Server[]) {
    this.port = port;
    this.#servers = servers;
  }

  /** `port` 0 is free on one address, and by chance taken on the other. */
  static async #openAny(onSocket: (socket: Socket) => void, make: ServerMaker): Promise<Listener> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await Listener.#openAll(0, onSocket, make);
      } catch (error) {
        if (attempt === ATTEMPTS || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
  }

  /** Rejects with the system's error (`code`: errno) when the port cannot be had. `port` 0: any free one. */
  static async open(
    port: number,
    onSocket: (socket: Socket) => void,
    make: ServerMaker = plainServer,
  ): Promise<Listener> {
    return port === 0 ? Listener.#openAny(onSocket, make) : Listener.#openAll(port, onSocket, make);
  }

  static async #openAll(port: number, onSocket: (socket: Socket) => void, make: ServerMaker): Promise<Listener> {
    const servers: Server[] = [];
    let actual = port;
    for (const address of ADDRESSES) {
      const server = make(onSocket);
      try {
        actual = await listen(server, actual, address);
        servers.push(server);
      } catch (error) {
        if (address === '::1' && NO_IPV6.has((error as NodeJS.ErrnoException).code ?? '')) continue;
        for (const opened of servers) opened.close();
        throw error;
      }
    }
    return new Listener(actual, servers);
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }
}

export type ServerMaker = (onSocket: (socket: Socket) => void) => Server;

export const SOCKET_OPTIONS = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

function plainServer(onSocket: (socket: Socket) => void): Server {
  return createServer(SOCKET_OPTIONS, onSocket);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG, ipv6Only: host === '::1' }, () => {
      server.off('error', reject);
      // Accepting can fail later for want of descriptors; the next connection is tried all the same.
      server.on('error', (error) => console.error(JSON.stringify({ level: 'error', message: error.message })));
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
