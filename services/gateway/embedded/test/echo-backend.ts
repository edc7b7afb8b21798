import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly rawHeaders: string[];
  readonly trailers: Record<string, string>;
  readonly body: string;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server behind the gateway. Answers with what it was asked, unless `handler` does otherwise. */
export class EchoBackend {
  readonly server: Server;
  readonly seen: Echo[] = [];
  readonly sockets = new Set<Socket>();
  handler: Handler | null = null;

  constructor() {
    this.server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      if (this.handler !== null) {
        this.handler(request, response);
        return;
      }
      let body = '';
      request.setEncoding('latin1');
      request.on('data', (text) => {
        body += text;
      });
      request.on('end', () => {
        const echo: Echo = {
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers as Record<string, string>,
          rawHeaders: request.rawHeaders,
          trailers: request.trailers as Record<string, string>,
          body,
        };
        this.seen.push(echo);
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify(echo));
      });
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  async listen(at: string | number): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      if (typeof at === 'string') this.server.listen(at, resolve);
      else this.server.listen(at, '127.0.0.1', resolve);
    });
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
