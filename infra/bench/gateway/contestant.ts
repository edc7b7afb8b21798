import { type ChildProcess, fork, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_GATEWAY_LIMITS, type GatewayConfig, type GatewayRoute } from '@scalr/ports';

const GATEWAY = join(import.meta.dirname, '../../../services/gateway/embedded/src/main.ts');
export const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx'].find(existsSync) ?? null;
const TASKSET = ['/usr/bin/taskset', '/bin/taskset'].find(existsSync) ?? null;
export const HOST = 'bench.localhost';

/** A server under load. */
export interface Contestant {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  readonly child: ChildProcess;
}

/** What all contestants of one run stand on. */
export interface Ground {
  readonly folder: string;
  readonly upstreamPort: number;
  readonly upstreamSocket: string;
  readonly assets: string;
}

/** The measured ones run on the first core, load and upstream on the second. */
export function pinned(core: 0 | 1, argv: readonly [string, ...string[]]): [string, string[]] {
  const [file, ...rest] = argv;
  return TASKSET === null ? [file, rest] : [TASKSET, ['-c', String(core), file, ...rest]];
}

/** User and system time so far, in milliseconds. */
export function cpuMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

export function startNginx(name: string, folder: string, http: string, port: number, path: string): Contestant {
  if (NGINX === null) throw new Error('nginx is not installed');
  const file = join(folder, `${name}.conf`);
  writeFileSync(
    file,
    `daemon off; master_process off; worker_processes 1; pid ${folder}/${name}.pid; error_log ${folder}/${name}.log crit;
events { worker_connections 8192; }
http { access_log off; keepalive_requests 100000000; keepalive_timeout 300; sendfile on; tcp_nopush on;
  client_body_temp_path ${folder}/${name}-body; proxy_temp_path ${folder}/${name}-proxy; fastcgi_temp_path ${folder}/${name}-f;
  uwsgi_temp_path ${folder}/${name}-u; scgi_temp_path ${folder}/${name}-s;
  types { text/javascript js; } default_type application/json;
${http} }\n`,
  );
  const [program, argv] = pinned(name === 'upstream' ? 1 : 0, [NGINX, '-c', file, '-p', folder]);
  return { name, port, path, child: spawn(program, argv, { stdio: ['ignore', 'ignore', 'inherit'] }) };
}

/** `hosts`: how many other hosts are registered beside the one asked for. */
export async function startOurs(name: string, ground: Ground, options: OursOptions): Promise<Contestant> {
  const route = (host: string): GatewayRoute => ({
    host,
    formerHosts: [],
    slug: host,
    name: host,
    backend: 'app',
    backendPaths: ['/api/'],
    frontend: { kind: 'assets', folder: ground.assets },
    appConfig: null,
    contentSecurityPolicy: "default-src 'self'; frame-ancestors 'none'",
    rateLimit: null,
  });
  const others = Array.from({ length: options.hosts - 1 }, (_, index) => route(`app-${index}.localhost`));
  const config: GatewayConfig = {
    mode: 'production',
    listen: { port: 0, tls: null },
    limits: DEFAULT_GATEWAY_LIMITS,
    upstreams: [
      {
        name: 'app',
        address: options.socket ? { socket: ground.upstreamSocket } : { host: '127.0.0.1', port: ground.upstreamPort },
        awake: true,
        idleAfterSeconds: null,
      },
    ],
    routes: [...others, route(HOST)],
  };
  const [program, argv] = pinned(0, [process.execPath, GATEWAY]);
  const child =
    program === process.execPath
      ? fork(GATEWAY)
      : spawn(program, argv, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the gateway did not start')));
    child.on('message', (message: { type: string; port: number }) => {
      if (message.type === 'ready') resolve(message.port);
    });
    child.send({ type: 'config', config });
  });
  return { name, port, path: options.path, child };
}

export interface OursOptions {
  readonly hosts: number;
  readonly socket: boolean;
  readonly path: string;
}
