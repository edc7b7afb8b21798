import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ComposeService,
  EDGE_NETWORK,
  edgeLabels,
  gatewayProject,
  ownLabels,
  printCompose,
} from '@scalr/containers';
import type { Plan, Route } from '@scalr/plan';
import { run } from '@scalr/process';
import { until } from '@scalr/testing';
import { ask } from './ask.ts';
import type { Edge } from './edges.ts';

type Half = 'frontend' | 'backend';

/** An edge before stand-ins of what it leads to. */
export interface Stand {
  /** Of this machine, by port of the edge. */
  readonly ports: Readonly<Record<number, number>>;
  /** `docker …` to its end; its standard output. */
  readonly docker: (...args: readonly [string, ...string[]]) => Promise<string>;
  /** Full name of a container: `ledger-backend`, `traefik`, `socket-proxy`. */
  readonly container: (service: string) => string;
  readonly network: (name: 'edge' | 'socket') => string;
  readonly logsOf: (service: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

const UPSTREAM = join(import.meta.dirname, 'upstream.ts');
const MARK = 'routing-test';

async function docker(...args: readonly [string, ...string[]]): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value ? [[key, value]] : [])));
  const { code, stdout, stderr } = await run(['docker', ...args], { env, timeoutMs: 180_000 });
  if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return `${stdout}${args[0] === 'logs' ? stderr : ''}`;
}

/**
 * @param slugs hosts that have stand-ins of their halves
 * @param answerSeconds after which an upstream that says nothing is given up
 */
export async function openStand(
  { image }: Edge,
  plan: Plan,
  slugs: readonly string[],
  answerSeconds: number,
): Promise<Stand> {
  const workspace = `${MARK}-${process.pid}-${plan.origin.scheme}`;
  const folder = mkdtempSync(join(tmpdir(), `${MARK}-`));
  const gateway = gatewayProject(plan, { workspace, answerSeconds });
  const { traefik, 'socket-proxy': proxy } = gateway.compose.services as Record<string, ComposeService>;
  const anyPort = (traefik?.ports ?? []).map(({ target }) => ({ target, published: '0', host_ip: '127.0.0.1' }));
  const routes = plan.routes.filter(({ slug }) => slugs.includes(slug));
  const file = printCompose({
    ...gateway.compose,
    name: workspace,
    services: {
      'socket-proxy': proxy as ComposeService,
      traefik: { ...(traefik as ComposeService), image, ports: anyPort },
      ...Object.fromEntries(routes.flatMap((route) => upstreams(plan, route, workspace))),
    },
    networks: { ...gateway.compose.networks, edge: { name: EDGE_NETWORK } },
  });
  // A network of its own, so that the suite disturbs no platform that is up.
  writeFileSync(join(folder, 'docker-compose.yml'), file.replaceAll(EDGE_NETWORK, `${workspace}-edge`));
  for (const [path, { content }] of gateway.files) writeFileSync(join(folder, path), content);
  const compose = ['compose', '-f', join(folder, 'docker-compose.yml')] as const;
  const container = (service: string) => `${workspace}-${service}-1`;
  const close = async () => {
    await docker(...compose, 'down', '--volumes', '--timeout', '1');
    rmSync(folder, { recursive: true });
  };
  try {
    await docker(...compose, 'up', '--detach', '--wait', '--quiet-pull');
    const ports: Record<number, number> = {};
    for (const { target } of anyPort) {
      const address = await docker(...compose, 'port', 'traefik', String(target));
      ports[target] = Number(address.trim().split(':').at(-1));
    }
    for (const route of routes) await untilKnown(plan, route, ports);
    const network = (name: 'edge' | 'socket') => (name === 'edge' ? `${workspace}-edge` : `${workspace}_${name}`);
    return { ports, docker, container, network, close, logsOf: (service) => docker('logs', container(service)) };
  } catch (cause) {
    const why = await docker('logs', container('traefik')).catch(String);
    await close();
    throw new Error(`the stand did not come up: ${why}`, { cause });
  }
}

/** A container is well a moment before the edge has read its labels. */
async function untilKnown(plan: Plan, route: Route, ports: Stand['ports']): Promise<void> {
  const isEncrypted = plan.origin.scheme === 'https';
  for (const path of ['/', ...(route.frontend !== null && route.backendPaths.length > 0 ? ['/api/known'] : [])]) {
    const isKnown = async () =>
      (await ask(ports[plan.origin.port] as number, route.host, path, { isEncrypted })).status === 200;
    await until(`the edge knows ${route.host}${path}`, isKnown, 60_000);
  }
}

/** Both halves of one host. `touch /tmp/draining` makes one unhealthy, as a release does. */
function upstreams(plan: Plan, route: Route, workspace: string): (readonly [string, ComposeService])[] {
  const halves: readonly Half[] =
    route.frontend !== null
      ? ['frontend', ...(route.backendPaths.length > 0 ? (['backend'] as const) : [])]
      : ['backend'];
  return halves.map((half) => {
    const name = `${route.slug}-${half}`;
    return [
      name,
      {
        image: 'node:24-slim',
        init: true,
        user: '65532:65532',
        command: ['node', '/upstream.ts', name],
        networks: { edge: null },
        volumes: [{ type: 'bind', source: UPSTREAM, target: '/upstream.ts', read_only: true }],
        labels: { ...ownLabels(name, workspace), ...edgeLabels(plan, route, half, 8080) },
        stop_grace_period: '1s',
        healthcheck: {
          test: ['CMD', 'bash', '-c', '! test -e /tmp/draining && exec 3<>/dev/tcp/127.0.0.1/8080'],
          ...{ interval: '1s', timeout: '3s', retries: 1, start_period: '60s', start_interval: '1s' },
        },
      },
    ];
  });
}

/** The plan in which one app had another host before. */
export function withFormerHost(plan: Plan, slug: string, host: string): Plan {
  return {
    ...plan,
    routes: plan.routes.map((route) => (route.slug === slug ? { ...route, formerHosts: [host] } : route)),
  };
}
