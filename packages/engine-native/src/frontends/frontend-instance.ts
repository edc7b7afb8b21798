import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createLogger, createServer as createVite, type Rolldown, type ViteDevServer } from 'vite';
import type { Frontend } from './messages.ts';
import { frontendConfig, REACT } from './vite-config.ts';

export interface FrontendFolders {
  readonly stateFolder: string;
  readonly installFolder: string;
  readonly workspaceFolder: string;
}

const withoutSourcemaps: Rolldown.Plugin = {
  name: 'scalr:without-sourcemaps',
  outputOptions: (options) => ({ ...options, sourcemap: false }),
};

/** One app's Vite, without a server of its own. */
export class FrontendInstance {
  readonly #vite: ViteDevServer;
  /** Never listens: Vite puts its WebSocket on it, and upgrades are handed to it by host. */
  readonly #upgrades: Server;
  #open = 0;
  #lastUsed: number;
  readonly #now: () => number;

  private constructor(vite: ViteDevServer, upgrades: Server, now: () => number) {
    this.#vite = vite;
    this.#upgrades = upgrades;
    this.#now = now;
    this.#lastUsed = now();
  }

  static async create(app: Frontend, folders: FrontendFolders, now: () => number): Promise<FrontendInstance> {
    const upgrades = createServer();
    const { stateFolder, installFolder, workspaceFolder } = folders;
    const config = frontendConfig({ slug: app.slug, root: app.root, stateFolder });
    const vite = await createVite({
      ...config,
      mode: 'development',
      customLogger: createLogger('warn', { prefix: `[${app.slug}]`, allowClearScreen: false }),
      server: {
        middlewareMode: true,
        ws: { server: upgrades },
        allowedHosts: [app.host],
        fs: {
          strict: true,
          allow: [
            app.root,
            join(stateFolder, 'cache', 'vite', app.slug),
            ...[installFolder, workspaceFolder].flatMap((folder) => [
              join(folder, 'packages'),
              join(folder, 'node_modules'),
            ]),
          ],
        },
      },
      optimizeDeps: {
        include: [...REACT],
        exclude: ['@scalr/auth-client', '@scalr/ui', '@scalr/api-types'],
        // Nobody steps through React, and the maps of its development build are twice its size, in every instance.
        rolldownOptions: { plugins: [withoutSourcemaps] },
      },
    });
    return new FrontendInstance(vite, upgrades, now);
  }

  /** Milliseconds since its last request ended; 0 while anything is open. */
  get idleMs(): number {
    return this.#open > 0 ? 0 : this.#now() - this.#lastUsed;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#hold(response);
    this.#vite.middlewares(request, response, (error?: unknown) => {
      if (response.headersSent) return response.end();
      response.writeHead(error === undefined ? 404 : 500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(error === undefined ? 'Not found\n' : `${error instanceof Error ? error.message : String(error)}\n`);
    });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#hold(socket);
    // Without a taker the socket would stay open for ever.
    if (!this.#upgrades.emit('upgrade', request, socket, head)) socket.destroy();
  }

  async close(): Promise<void> {
    await this.#vite.close();
    this.#upgrades.removeAllListeners();
  }

  #hold(until: ServerResponse | Duplex): void {
    this.#open += 1;
    until.once('close', () => {
      this.#open -= 1;
      this.#lastUsed = this.#now();
    });
  }
}
