import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ComposeService, type ContainerProject, gatewayProject } from '@scalr/containers';
import { fileSet } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import { EXAMPLE_SECRET, labelsOf } from './example-projects.ts';

const SOURCES = fileURLToPath(new URL('./images/app', import.meta.url));

/** Of each half: one release of it serves, another never gets well. */
export type Release = 'one' | 'two' | 'bad';

export interface TinyPlatform {
  /** Absolute path of the folder that projects are rendered for. */
  readonly out: string;
  readonly workspaceId: string;
  readonly release: Release;
  readonly secret?: string;
  readonly tagOf: (image: string) => string;
}

const common = {
  init: true,
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  restart: 'unless-stopped',
  stop_grace_period: '10s',
  deploy: { resources: { limits: { cpus: '0.5', memory: '256M', pids: 100 } } },
} as const satisfies Partial<ComposeService>;

const asked = (test: string) => ({
  ...{ test: ['CMD', 'bash', '-c', test], interval: '1s', timeout: '3s', retries: 2, start_period: '3s' },
});
const ANSWERS = `exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && test "$status" = 200`;

/** The hub, an app with a database, and the edge: as few and as small containers as show what a swarm does. */
export function tinyPlatform(plan: Plan, platform: TinyPlatform): readonly ContainerProject[] {
  const edge = gatewayProject(plan, { workspace: platform.workspaceId });
  return [appOf('portal', { ...platform, release: 'one' }), notesOf(platform), edge];
}

function appOf(slug: string, platform: TinyPlatform): ContainerProject {
  const folder = `apps/${slug}`;
  return {
    ...{ name: `scalr-${slug}`, slug, folder },
    compose: {
      services: { backend: serviceOf(slug, folder, platform) },
      networks: { edge: { name: 'scalr-edge', external: true } },
    },
    files: fileSet([]),
    secrets: {},
  };
}

function serviceOf(slug: string, folder: string, { out, workspaceId, release, tagOf }: TinyPlatform): ComposeService {
  const image = `scalr/${slug}-backend`;
  return {
    ...common,
    image: `${image}:${tagOf(image)}`,
    build: { context: relative(`${out}/${folder}`, SOURCES), dockerfile: 'Dockerfile', args: { VERSION: release } },
    environment: { NODE: '{{.Node.Hostname}}' },
    networks: { edge: { aliases: [`${slug}-backend`] } },
    volumes: [{ type: 'tmpfs', target: '/tmp' }],
    labels: {
      ...labelsOf(slug),
      'scalr.workspace': workspaceId,
      'traefik.enable': 'true',
      [`traefik.http.routers.${slug}.rule`]: `Host(\`${slug}.localhost\`)`,
      [`traefik.http.routers.${slug}.entrypoints`]: 'web',
      [`traefik.http.services.${slug}.loadbalancer.server.port`]: '8080',
    },
    healthcheck: asked(ANSWERS),
  };
}

function notesOf(platform: TinyPlatform): ContainerProject {
  const { secret = EXAMPLE_SECRET, workspaceId } = platform;
  const app = appOf('notes', platform);
  const backend = app.compose.services.backend as ComposeService;
  return {
    ...app,
    compose: {
      services: {
        backend: {
          ...backend,
          environment: { ...backend.environment, SECRET_FILE: '/run/secrets/db-password' },
          secrets: ['db-password'],
        },
        db: {
          ...common,
          init: false,
          image: 'postgres:16',
          user: 'postgres',
          environment: { POSTGRES_PASSWORD_FILE: '/run/secrets/db-password' },
          secrets: ['db-password'],
          networks: { data: null },
          volumes: [
            { type: 'volume', source: 'data', target: '/var/lib/postgresql/data' },
            { type: 'bind', source: './init', target: '/docker-entrypoint-initdb.d', read_only: true },
            { type: 'tmpfs', target: '/tmp' },
            { type: 'volume', source: 'run', target: '/var/run/postgresql' },
          ],
          labels: { ...labelsOf('notes.db'), 'scalr.workspace': workspaceId },
          healthcheck: { ...asked('pg_isready -q -h 127.0.0.1 -U postgres'), start_period: '60s' },
          stop_signal: 'SIGINT',
          shm_size: '64m',
        },
      },
      networks: { ...app.compose.networks, data: { internal: true } },
      volumes: { data: {}, run: {} },
      secrets: { 'db-password': { file: './secrets/db-password' } },
    },
    files: fileSet([
      ['init/init.sql', "create table kept (text text); insert into kept values ('from the first start');\n"],
    ]),
    secrets: { 'secrets/db-password': secret },
  };
}
