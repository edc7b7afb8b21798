import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type Connect, createLogger, createServer as createVite, type Rolldown, type ViteDevServer } from 'vite';
import type { Frontend } from './messages.ts';
import { EVERY_PAGE, frontendConfig } from './vite-config.ts';

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
  readonly #failures: WeakMap<IncomingMessage, unknown>;
  #open = 0;
  #lastUsed: number;
  readonly #now: () => number;

  private constructor(
    vite: ViteDevServer,
    upgrades: Server,
    failures: WeakMap<IncomingMessage, unknown>,
    now: () => number,
  ) {
    this.#vite = vite;
    this.#upgrades = upgrades;
    this.#failures = failures;
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
        include: [...EVERY_PAGE],
        exclude: ['@scalr/auth-client', '@scalr/ui', '@scalr/api-types'],
        // Nobody steps through React, and the maps of its development build are twice its size, in every instance.
        rolldownOptions: { plugins: [withoutSourcemaps] },
      },
    });
    const failures = new WeakMap<IncomingMessage, unknown>();
    // Vite's own last handler logs an error and then, in middleware mode, forgets it: the answer would be a 404.
    const note: Connect.ErrorHandleFunction = (error, request, _, next) => {
      failures.set(request, error);
      next(error);
    };
    vite.middlewares.stack.splice(-1, 0, { route: '', handle: note });
    return new FrontendInstance(vite, upgrades, failures, now);
  }

  /** Milliseconds since its last request ended; 0 while anything is open. */
  get idleMs(): number {
    return this.#open > 0 ? 0 : this.#now() - this.#lastUsed;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#hold(response);
    this.#vite.middlewares(request, response, () => {
      const failed = this.#failures.has(request);
      if (response.headersSent) return response.end();
      response.writeHead(failed ? 500 : 404, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
      });
      // The client shows the error that Vite keeps for it, and loads the page again once it is mended.
      response.end(
        failed
          ? `<!doctype html><title>Error</title><script type="module" src="/@vite/client"></script>\n`
          : '<!doctype html><title>Not found</title><p>Not found</p>\n',
      );
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
