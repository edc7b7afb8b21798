import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { FromGateway, GatewayConfig, ToGateway } from '@scalr/ports';
import { AddressCount } from './address-count.ts';
import { AssetLibrary } from './asset-library.ts';
import { ClientConnection } from './client-connection.ts';
import { type Clock, startClock } from './clock.ts';
import { EditedSite } from './edited-site.ts';
import { Listener, type ServerMaker } from './listener.ts';
import { SecurityHeaders } from './policy.ts';
import { REFUSED } from './refusal.ts';
import { Router } from './router.ts';
import type { Serving } from './serving.ts';
import { Upstream, type UpstreamEvents } from './upstream.ts';

const STOP_MS = 9_000;
const STRANGER_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Told to requests held for an upstream that a new configuration removes or has elsewhere. */
const MOVED = {
  code: REFUSED.moved.code,
  message: REFUSED.moved.detail,
  retryAfterSeconds: 1,
};

/** The front door: told what to do by {@link receive}, says what happens through `say`. */
export class Gateway {
  readonly #say: (message: FromGateway) => void;
  readonly #clock: Clock = { now: performance.now() };
  readonly #connections = new Set<ClientConnection>();
  readonly #upstreams = new Map<string, Upstream>();
  readonly #assets = new AssetLibrary(this.#clock);
  readonly #editedSites = new Map<string, EditedSite>();
  readonly #stopClock: () => void;
  #serving: Serving | null = null;
  #listeners: Listener[] = [];
  #opening: Promise<void> | null = null;
  #config: GatewayConfig | null = null;

  constructor(say: (message: FromGateway) => void) {
    this.#say = say;
    this.#stopClock = startClock(this.#clock, () => this.#tick());
  }

  receive(message: ToGateway): void {
    switch (message.type) {
      case 'config':
        this.#config = message.config;
        this.#applyUpstreams(message.config);
        this.#applyEditedSites(message.config);
        if (this.#serving !== null) this.#applyRoutes(message.config, this.#serving);
        else
          this.#opening ??= this.#open(message.config).finally(() => {
            this.#opening = null;
          });
        return;
      case 'awake':
        this.#upstreams.get(message.upstream)?.markAwake();
        return;
      case 'asleep':
        this.#upstreams.get(message.upstream)?.markAsleep();
        return;
      case 'failed':
        this.#upstreams.get(message.upstream)?.markFailed(message);
        return;
      case 'built':
        this.#editedSites.get(message.slug)?.built(this.#assets.folder(resolve(message.folder), 'site'));
        this.#retainAssets();
        return;
      case 'unbuilt':
        this.#editedSites.get(message.slug)?.unbuilt({ ...message, retryAfterSeconds: 1 });
        return;
    }
  }

  /** Stops listening, lets requests in flight end within nine seconds, then closes what is left. */
  async stop(): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    if (this.#serving !== null) this.#serving.stopping = true;
    for (const connection of this.#connections) connection.onStopping();
    const until = performance.now() + STOP_MS;
    while (this.#connections.size > 0 && performance.now() < until) {
      await new Promise((wake) => setTimeout(wake, 20));
    }
    for (const connection of this.#connections) connection.destroy();
    for (const upstream of this.#upstreams.values()) upstream.closePool();
    this.#stopClock();
  }

  async #open(config: GatewayConfig): Promise<void> {
    const { port, tls } = config.listen;
    const opened: Listener[] = [];
    try {
      const make = tls === null ? undefined : await this.#tlsMaker(tls.folder, config.limits.headerSeconds);
      const main = await Listener.open(port, (socket) => this.#accept(socket, false), make);
      opened.push(main);
      if (tls !== null && tls.redirectFromPort !== null) {
        const redirect = await this.#openRedirect(tls.redirectFromPort);
        if (redirect !== null) opened.push(redirect);
      }
      const current = this.#config ?? config;
      this.#listeners = opened;
      this.#serving = {
        clock: this.#clock,
        addresses: new AddressCount(),
        strangerPolicy: new SecurityHeaders({
          contentSecurityPolicy: STRANGER_POLICY,
          referrerPolicy: 'no-referrer',
          tls: tls !== null,
        }),
        router: this.#router(current, main.port, null),
        limits: current.limits,
        port: main.port,
        stopping: false,
      };
      this.#say({ type: 'ready', port: main.port });
    } catch (error) {
      for (const listener of opened) listener.close();
      const errno = (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN';
      if (errno === 'EUNKNOWN') console.error(JSON.stringify({ level: 'error', message: (error as Error).message }));
      this.#say({ type: 'listen-failed', errno, port });
    }
  }

  /** A convenience: when another program has the port, people have to type https themselves. */
  async #openRedirect(port: number): Promise<Listener | null> {
    try {
      return await Listener.open(port, (socket) => this.#accept(socket, true));
    } catch (error) {
      const { code = 'EUNKNOWN' } = error as NodeJS.ErrnoException;
      console.error(
        JSON.stringify({ level: 'warn', message: `nothing redirects from port ${port} to https: ${code}` }),
      );
      return null;
    }
  }

  /** Loaded only where TLS is wanted: certificates cost an eighth of a second to load. */
  async #tlsMaker(folder: string, handshakeSeconds: number): Promise<ServerMaker> {
    const [{ CertificateAuthority }, { tlsServer }] = await Promise.all([
      import('./certificate-authority.ts'),
      import('./tls-server.ts'),
    ]);
    const authority = await CertificateAuthority.open(folder);
    const knows = (host: string) => {
      const router = this.#serving?.router;
      return (router?.find(host) ?? router?.findMoved(host)) !== undefined;
    };
    return tlsServer(authority, knows, handshakeSeconds);
  }

  #accept(socket: Socket, redirects: boolean): void {
    const serving = this.#serving;
    if (serving === null) {
      socket.destroy();
      return;
    }
    let counted = false;
    const onClosed = (closed: ClientConnection) => {
      this.#connections.delete(closed);
      if (counted) serving.addresses.leave(closed.address);
    };
    const connection = new ClientConnection(socket, serving, onClosed, redirects);
    this.#connections.add(connection);
    counted = serving.addresses.enter(connection.address, serving.limits.connectionsPerAddress);
    if (!counted) connection.turnAway();
  }

  #applyUpstreams(config: GatewayConfig): void {
    const events: UpstreamEvents = {
      wake: (upstream) => this.#say({ type: 'wake', upstream }),
      idle: (upstream) => this.#say({ type: 'idle', upstream }),
    };
    const named = new Set(config.upstreams.map((port) => port.name));
    for (const [name, upstream] of this.#upstreams) {
      if (named.has(name)) continue;
      this.#upstreams.delete(name);
      upstream.markFailed(MOVED);
    }
    for (const port of config.upstreams) {
      const existing = this.#upstreams.get(port.name);
      if (existing !== undefined && sameAddress(existing, port.address)) existing.update(port);
      else {
        existing?.markFailed(MOVED);
        this.#upstreams.set(port.name, new Upstream(port, events, this.#clock));
      }
    }
  }

  /** One that stays keeps its build and whoever waits for it. */
  #applyEditedSites({ routes }: GatewayConfig): void {
    const edited = new Set(routes.flatMap(({ slug, frontend }) => (frontend.kind === 'edited-site' ? [slug] : [])));
    for (const [slug, site] of this.#editedSites) {
      if (edited.has(slug)) continue;
      this.#editedSites.delete(slug);
      site.unbuilt(MOVED);
    }
    const ask = (slug: string) => this.#say({ type: 'build', slug });
    for (const slug of edited) if (!this.#editedSites.has(slug)) this.#editedSites.set(slug, new EditedSite(slug, ask));
  }

  #applyRoutes(config: GatewayConfig, serving: Serving): void {
    serving.router = this.#router(config, serving.port, serving.router);
    serving.limits = config.limits;
  }

  #router(config: GatewayConfig, port: number, previous: Router | null): Router {
    this.#retainAssets();
    const [upstreams, assets, editedSites, clock] = [this.#upstreams, this.#assets, this.#editedSites, this.#clock];
    return new Router({ config, port, upstreams, assets, editedSites, clock }, previous);
  }

  #retainAssets(): void {
    const served = (this.#config?.routes ?? []).flatMap(({ frontend }) =>
      frontend.kind === 'assets' || frontend.kind === 'site' ? [resolve(frontend.folder)] : [],
    );
    const edited = [...this.#editedSites.values()].flatMap(({ folder }) => folder?.path ?? []);
    this.#assets.retain(new Set([...served, ...edited]));
  }

  #tick(): void {
    const now = this.#clock.now;
    for (const connection of this.#connections) connection.checkDeadline(now);
    for (const upstream of this.#upstreams.values()) upstream.tick();
  }
}

function sameAddress(upstream: Upstream, address: Upstream['address']): boolean {
  return JSON.stringify(upstream.address) === JSON.stringify(address);
}
