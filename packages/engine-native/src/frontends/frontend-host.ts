import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { type FrontendFolders, FrontendInstance } from './frontend-instance.ts';
import type { Frontend } from './messages.ts';

export interface FrontendHostOptions extends FrontendFolders {
  /** Absolute path of the unix socket. */
  readonly socket: string;
  /** An instance without an open connection is closed after this time and made again by the next request. */
  readonly idleMs: number;
  readonly now: () => number;
  readonly onError: (slug: string, error: unknown) => void;
}

interface Entry {
  readonly app: Frontend;
  instance?: Promise<FrontendInstance>;
}

/** All frontends in edit mode behind one socket, told apart by Host. Each gets its Vite with its first request. */
export class FrontendHost {
  readonly #options: FrontendHostOptions;
  readonly #server: Server;
  readonly #entries = new Map<string, Entry>();
  readonly #sweep: NodeJS.Timeout;
  #listening: Promise<void> | undefined;
  #requests = 0;

  constructor(options: FrontendHostOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#request(request, response));
    this.#server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head));
    this.#sweep = setInterval(() => void this.closeIdle(), Math.max(1_000, options.idleMs / 4)).unref();
  }

  /** Makes exactly these apps reachable. */
  async serve(apps: readonly Frontend[]): Promise<void> {
    const wanted = new Map(apps.map((app) => [app.host.toLowerCase(), app]));
    const gone = [...this.#entries].filter(([host, { app }]) => !sameFrontend(app, wanted.get(host)));
    for (const [host, entry] of gone) {
      this.#entries.delete(host);
      await this.#close(entry);
    }
    for (const [host, app] of wanted) if (!this.#entries.has(host)) this.#entries.set(host, { app });
    this.#listening ??= this.#listen();
    await this.#listening;
  }

  /** Requests so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Number of instances that were made and not closed again. */
  get instances(): number {
    return [...this.#entries.values()].filter((entry) => entry.instance !== undefined).length;
  }

  async closeIdle(): Promise<void> {
    for (const entry of this.#entries.values()) {
      const instance = await entry.instance?.catch(() => undefined);
      if (instance !== undefined && instance.idleMs >= this.#options.idleMs) await this.#close(entry);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    this.#server.close();
    this.#server.closeAllConnections();
    for (const entry of this.#entries.values()) await this.#close(entry);
  }

  async #listen(): Promise<void> {
    await rm(this.#options.socket, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.socket, resolve);
    });
  }

  async #request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requests += 1;
    const entry = this.#entry(request);
    if (entry === undefined) return answer(response, 404, 'No frontend has this host.');
    try {
      (await this.#instance(entry)).handle(request, response);
    } catch (error) {
      answer(response, 500, `The frontend ${entry.app.slug} could not be started.\n\n${inspect(error)}`);
    }
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => {});
    const entry = this.#entry(request);
    if (entry === undefined) return void socket.destroy();
    try {
      (await this.#instance(entry)).upgrade(request, socket, head);
    } catch {
      socket.destroy();
    }
  }

  #entry(request: IncomingMessage): Entry | undefined {
    return this.#entries.get((request.headers.host ?? '').replace(/:\d*$/, '').toLowerCase());
  }

  #instance(entry: Entry): Promise<FrontendInstance> {
    entry.instance ??= FrontendInstance.create(entry.app, this.#options, this.#options.now).catch((error: unknown) => {
      // The next request tries again: the cause is most likely being edited right now.
      delete entry.instance;
      this.#options.onError(entry.app.slug, error);
      throw error;
    });
    return entry.instance;
  }

  async #close(entry: Entry): Promise<void> {
    const instance = entry.instance;
    delete entry.instance;
    try {
      await (await instance)?.close();
    } catch (error) {
      this.#options.onError(entry.app.slug, error);
    }
  }
}

function sameFrontend(a: Frontend, b: Frontend | undefined): boolean {
  return a.slug === b?.slug && a.root === b.root;
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}
