import type { ComposeService, ContainerProject } from '@scalr/containers';
import { fileSet } from '@scalr/fileset';

/** Stands for every secret of an example, so that it is found wherever it goes. */
export const EXAMPLE_SECRET = 'correct-horse-battery-staple';

const EXAMPLE_WORKSPACE = 'example';

const hardened = {
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  restart: 'unless-stopped',
  stop_grace_period: '15s',
  logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
  deploy: { resources: { limits: { cpus: '0.5', memory: '256M', pids: 100 } } },
} as const satisfies Partial<ComposeService>;

const temporary = { type: 'tmpfs', target: '/tmp', tmpfs: { size: 16_777_216, mode: 0o1777 } } as const;

export const labelsOf = (process: string) => ({ 'scalr.process': process, 'scalr.workspace': EXAMPLE_WORKSPACE });

/** An app with a backend and a database, as `renderProjects` makes them for Compose. */
export const notesProject: ContainerProject = {
  ...{ name: 'scalr-notes', slug: 'notes', folder: 'apps/notes' },
  compose: {
    name: 'scalr-notes',
    services: {
      backend: {
        ...hardened,
        image: 'scalr/notes-backend:0123456789ab',
        build: { context: '../../../..', dockerfile: 'template-app/backend/Dockerfile' },
        init: true,
        environment: { PORT: '8080', DATABASE_PASSWORD_FILE: '/run/secrets/db-password' },
        secrets: ['db-password'],
        networks: { edge: { aliases: ['notes-backend'] }, data: null },
        volumes: [temporary],
        labels: {
          ...labelsOf('notes'),
          'traefik.enable': 'true',
          'traefik.docker.network': 'scalr-edge',
          'traefik.docker.allownonrunning': 'true',
          'traefik.http.routers.notes-api.rule': 'Host(`notes.localhost`) && PathPrefix(`/api/`)',
          'traefik.http.routers.notes-api.middlewares': 'body@docker',
          'traefik.http.services.notes-api.loadbalancer.server.port': '8080',
        },
        depends_on: { db: { condition: 'service_healthy' } },
        healthcheck: { test: ['CMD', 'true'], interval: '2s', timeout: '2s', retries: 2 },
      },
      db: {
        ...hardened,
        image: 'postgres:16',
        user: 'postgres',
        init: false,
        environment: { POSTGRES_PASSWORD_FILE: '/run/secrets/db-password' },
        secrets: ['db-password'],
        networks: { data: null },
        volumes: [
          { type: 'volume', source: 'data', target: '/var/lib/postgresql/data' },
          { type: 'bind', source: './init', target: '/docker-entrypoint-initdb.d', read_only: true },
          temporary,
        ],
        labels: labelsOf('notes.db'),
        healthcheck: { test: ['CMD', 'pg_isready'], interval: '2s', timeout: '2s', retries: 5 },
        shm_size: '128m',
        stop_signal: 'SIGINT',
      },
    },
    networks: { edge: { name: 'scalr-edge', external: true }, data: { internal: true } },
    volumes: { data: {} },
    secrets: { 'db-password': { file: './secrets/db-password' } },
  },
  files: fileSet([['init/init-database.sh', { content: '#!/bin/sh\n', mode: 0o755 }]]),
  secrets: { 'secrets/db-password': EXAMPLE_SECRET },
};

/** The edge with what it asks about Docker. */
export const gatewayProject: ContainerProject = {
  ...{ name: 'scalr-gateway', slug: null, folder: 'gateway' },
  compose: {
    name: 'scalr-gateway',
    services: {
      traefik: {
        ...hardened,
        image: 'traefik:v3.7',
        command: [
          '--entrypoints.web.address=:80',
          '--providers.docker.endpoint=tcp://socket-proxy:2375',
          '--providers.docker.exposedByDefault=false',
          '--serversTransport.forwardingTimeouts.dialTimeout=5s',
        ],
        networks: { edge: { aliases: ['gateway'] }, socket: null },
        ports: [{ target: 80, published: '80', host_ip: '127.0.0.1' }],
        volumes: [{ type: 'volume', source: 'certificates', target: '/certificates' }, temporary],
        labels: labelsOf('gateway'),
      },
      'socket-proxy': {
        ...hardened,
        image: 'node:24-slim',
        networks: { socket: null },
        volumes: [
          { type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker.sock', read_only: true },
          { type: 'bind', source: './proxy.ts', target: '/proxy.ts', read_only: true },
        ],
        labels: labelsOf('gateway.socket-proxy'),
      },
    },
    networks: { edge: { name: 'scalr-edge', external: true }, socket: { internal: true } },
    volumes: { certificates: {} },
  },
  files: fileSet([['proxy.ts', 'serve();\n']]),
  secrets: {},
};
