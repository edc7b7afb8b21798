import { fileSet } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import type { ComposeService } from './compose-file.ts';
import { ACME_FOLDER, EDGE_HEALTH_TEST, edgeOptions } from './edge/options.ts';
import { edgePorts } from './edge/ports.ts';
import { socketProxyConfiguration } from './edge/socket-proxy.ts';
import { harden } from './hardening.ts';
import { type ContainerProject, ownLabels, PROJECT_NETWORKS } from './project.ts';

export const EDGE_IMAGE = 'traefik:v3.7';

export interface GatewayProjectOptions {
  /** Value of the label `scalr.workspace`. */
  readonly workspace: string;
  /** Seconds in which an upstream begins to answer, or the client is told 504. Left out: 60. */
  readonly answerSeconds?: number;
}

const PROXY_FILE = 'socket-proxy.conf';

/** The project `scalr-gateway`: `traefik`, and `socket-proxy` between it and Docker. */
export function gatewayProject(plan: Plan, options: GatewayProjectOptions): ContainerProject {
  return {
    ...{ name: 'scalr-gateway', slug: null, folder: 'gateway' },
    compose: {
      name: 'scalr-gateway',
      services: { traefik: traefikService(plan, options), 'socket-proxy': socketProxyService(options) },
      networks: { edge: PROJECT_NETWORKS.edge, socket: { internal: true } },
      ...(plan.origin.scheme === 'https' ? { volumes: { acme: {} } } : {}),
    },
    files: fileSet([[PROXY_FILE, { content: socketProxyConfiguration() }]]),
    secrets: {},
  };
}

function traefikService(plan: Plan, { workspace, answerSeconds = 60 }: GatewayProjectOptions): ComposeService {
  return harden(
    {
      image: EDGE_IMAGE,
      // Nobody in particular. Docker lets everybody listen below 1024 in a container (ip_unprivileged_port_start).
      user: '65532:65532',
      init: false,
      command: edgeOptions(plan, { workspace, answerSeconds }),
      networks: { edge: { aliases: ['gateway'] }, socket: null },
      ports: Object.values(edgePorts(plan)).map((port) => ({ target: port, published: String(port) })),
      ...(plan.origin.scheme === 'https'
        ? // A new volume takes the mode of the folder it covers, and everybody may write to this one.
          { volumes: [{ type: 'volume', source: 'acme', target: ACME_FOLDER } as const] }
        : {}),
      labels: ownLabels('gateway', workspace),
      depends_on: { 'socket-proxy': { condition: 'service_healthy' } },
      healthcheck: {
        test: EDGE_HEALTH_TEST,
        ...{ interval: '10s', timeout: '3s', retries: 3, start_period: '30s', start_interval: '1s' },
      },
    },
    // Bodies of more than 1 MiB are in `/tmp` until they have come whole.
    { memory: 512, cpus: 1, pids: 256, tmp: 192 },
  );
}

function socketProxyService({ workspace }: GatewayProjectOptions): ComposeService {
  return harden(
    {
      image: 'nginx:1.28',
      // The socket belongs to root, and to a group whose number differs between machines. It keeps no capability.
      user: '0:0',
      init: false,
      entrypoint: ['nginx'],
      command: ['-c', '/etc/scalr/socket-proxy.conf'],
      networks: { socket: null },
      volumes: [
        { type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker.sock', read_only: true },
        { type: 'bind', source: `./${PROXY_FILE}`, target: `/etc/scalr/${PROXY_FILE}`, read_only: true },
      ],
      labels: ownLabels('gateway.socket-proxy', workspace),
      healthcheck: {
        test: ['CMD', 'bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/2375'],
        ...{ interval: '10s', timeout: '3s', retries: 3, start_period: '10s', start_interval: '1s' },
      },
    },
    { memory: 64, cpus: 0.5, pids: 32, tmp: 4 },
  );
}
