import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_GATEWAY_LIMITS,
  type FromGateway,
  type GatewayConfig,
  type GatewayLimits,
  type GatewayRoute,
  type ToGateway,
  type Upstream,
} from '@scalr/ports';
import { until } from './until.ts';

const MAIN = join(import.meta.dirname, '../src/main.ts');

export const CSP = "default-src 'self'; frame-ancestors 'none'";

export function routeOf(changes: Partial<GatewayRoute> = {}): GatewayRoute {
  return {
    host: 'hello.localhost',
    formerHosts: [],
    slug: 'hello',
    name: 'Hello',
    backend: 'hello',
    backendPaths: ['/api/', '/healthz'],
    frontend: { kind: 'none' },
    appConfig: null,
    contentSecurityPolicy: CSP,
    rateLimit: null,
    ...changes,
  };
}

export function upstreamAt(socket: string, changes: Partial<Upstream> = {}): Upstream {
  return { name: 'hello', address: { socket }, awake: true, idleAfterSeconds: null, ...changes };
}

export interface ConfigChanges {
  readonly mode?: GatewayConfig['mode'];
  readonly listen?: GatewayConfig['listen'];
  readonly limits?: Partial<GatewayLimits>;
  readonly upstreams?: readonly Upstream[];
  readonly routes?: readonly GatewayRoute[];
}

export function configOf(changes: ConfigChanges): GatewayConfig {
  return {
    mode: changes.mode ?? 'production',
    listen: changes.listen ?? { port: 0, tls: null },
    limits: { ...DEFAULT_GATEWAY_LIMITS, ...changes.limits },
    upstreams: changes.upstreams ?? [],
    routes: changes.routes ?? [routeOf()],
  };
}

/** The real process, spoken to over IPC as the supervisor does. */
export class GatewayProcess {
  readonly child: ChildProcess;
  readonly said: FromGateway[] = [];
  port = 0;

  private constructor() {
    this.child = fork(MAIN, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child.on('message', (message) => this.said.push(message as FromGateway));
  }

  static async start(config: GatewayConfig): Promise<GatewayProcess> {
    const gateway = new GatewayProcess();
    gateway.tell({ type: 'config', config });
    await until(() => gateway.said.some(({ type }) => type === 'ready' || type === 'listen-failed'));
    for (const message of gateway.said) if (message.type === 'ready') gateway.port = message.port;
    return gateway;
  }

  tell(message: ToGateway): void {
    this.child.send(message);
  }

  count(type: FromGateway['type']): number {
    return this.said.filter((message) => message.type === type).length;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    this.child.kill(signal);
    const [code] = await once(this.child, 'exit');
    return code as number | null;
  }

  get pid(): number {
    return this.child.pid as number;
  }
}

/** A folder for sockets and files, short enough for a unix socket's path. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'gw-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
