import { printCompose } from '@scalr/containers';
import { fileSet } from '@scalr/fileset';
import { describe, expect, test } from 'vitest';
import { renderStacks, type StackOptions } from '../src/index.ts';
import { EXAMPLE_SECRET, gatewayProject, notesProject } from './example-projects.ts';

const options: StackOptions = { out: '/srv/scalr', registry: '10.0.0.1:5000', replicas: 2, hashKey: 'a key' };
const [notes, gateway] = renderStacks([notesProject, gatewayProject], options);
const service = (stack: typeof notes, name: string) => stack!.file.services[name]!;

describe('a stack of an app', () => {
  test('runs a backend twice, replaced one by one, and taken back when it does not stay well', () => {
    expect(service(notes, 'backend')).toEqual({
      image: '10.0.0.1:5000/scalr/notes-backend:0123456789ab',
      init: true,
      read_only: true,
      cap_drop: ['ALL'],
      stop_grace_period: '15s',
      logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
      environment: { PORT: '8080', DATABASE_PASSWORD_FILE: '/run/secrets/db-password' },
      secrets: ['db-password'],
      networks: { edge: { aliases: ['notes-backend'] }, data: null },
      volumes: [{ type: 'tmpfs', target: '/tmp', tmpfs: { size: 16_777_216 } }],
      labels: { 'scalr.process': 'notes', 'scalr.workspace': 'example' },
      healthcheck: { test: ['CMD', 'true'], interval: '2s', timeout: '2s', retries: 2 },
      deploy: {
        resources: { limits: { cpus: '0.5', memory: '256M', pids: 100 } },
        endpoint_mode: 'dnsrr',
        mode: 'replicated',
        replicas: 2,
        update_config: {
          ...{ parallelism: 1, order: 'start-first', delay: '5s', monitor: '15s', failure_action: 'rollback' },
        },
        rollback_config: {
          ...{ parallelism: 1, order: 'start-first', delay: '5s', monitor: '15s', failure_action: 'pause' },
        },
        restart_policy: { condition: 'any', delay: '2s' },
        labels: {
          'traefik.enable': 'true',
          'traefik.swarm.network': 'scalr-edge',
          'traefik.http.routers.notes-api.rule': 'Host(`notes.localhost`) && PathPrefix(`/api/`)',
          'traefik.http.routers.notes-api.middlewares': 'body@swarm,notes-api-again',
          'traefik.http.services.notes-api.loadbalancer.server.port': '8080',
          'traefik.http.middlewares.notes-api-again.retry.attempts': '16',
          'traefik.http.middlewares.notes-api-again.retry.initialinterval': '100ms',
          'traefik.http.middlewares.notes-api-again.retry.status': '502,504',
          'scalr.process': 'notes',
          'scalr.workspace': 'example',
        },
      },
    });
  });

  test('keeps a database alone on the node of data, and never runs it twice', () => {
    const { deploy, volumes, configs, stop_signal } = service(notes, 'db');
    expect(deploy).toMatchObject({
      ...{ mode: 'replicated', replicas: 1, placement: { constraints: ['node.labels.scalr.data == true'] } },
      update_config: { order: 'stop-first', failure_action: 'rollback' },
    });
    expect(volumes).toEqual([
      { type: 'volume', source: 'data', target: '/var/lib/postgresql/data' },
      { type: 'tmpfs', target: '/tmp', tmpfs: { size: 16_777_216 } },
      { type: 'tmpfs', target: '/dev/shm', tmpfs: { size: 134_217_728 } },
    ]);
    expect(configs).toEqual([
      { source: 'init-init-database-sh', target: '/docker-entrypoint-initdb.d/init-database.sh', mode: 0o755 },
    ]);
    expect(stop_signal).toBe('SIGINT');
  });

  test('has its networks on every node, and its files and secrets by names that say what is in them', () => {
    const { networks, volumes, secrets, configs } = notes!.file;
    expect({ networks, volumes, secrets, configs }).toEqual({
      networks: { edge: { name: 'scalr-edge', external: true }, data: { internal: true, driver: 'overlay' } },
      volumes: { data: {} },
      secrets: {
        'db-password': { external: true, name: expect.stringMatching(/^scalr-notes_db-password_[0-9a-f]{12}$/) },
      },
      configs: {
        'init-init-database-sh': {
          file: './init/init-database.sh',
          name: expect.stringMatching(/^scalr-notes_init-init-database-sh_[0-9a-f]{12}$/),
        },
      },
    });
  });

  test('holds no secret, and no key that a stack refuses or leaves out', () => {
    const text = [notes, gateway].map((stack) => printCompose(stack!.file)).join('\n');
    expect(text).not.toContain(EXAMPLE_SECRET);
    expect(
      text.match(/^ +(build|restart|depends_on|container_name|security_opt|shm_size|host_ip|name: scalr-notes$)\b.*/gm),
    ).toBeNull();
    expect(notes!.secrets.map(({ content }) => content)).toEqual([EXAMPLE_SECRET]);
  });
});

describe('names', () => {
  const nameOf = (secret: string, hashKey = 'a key') => {
    const project = { ...notesProject, secrets: { 'secrets/db-password': secret } };
    return renderStacks([project], { ...options, hashKey })[0]!.secrets[0]!.name;
  };
  const configOf = (content: string) => {
    const project = { ...notesProject, files: fileSet([['init/init-database.sh', content]]) };
    return renderStacks([project], options)[0]!.file.configs!['init-init-database-sh']!.name;
  };

  test('of a secret change with it, and say nothing of it to who has no key', () => {
    expect(nameOf('one')).toBe(nameOf('one'));
    expect(nameOf('two')).not.toBe(nameOf('one'));
    expect(nameOf('one', 'another key')).not.toBe(nameOf('one'));
  });

  test('of a config change with it', () => {
    expect(configOf('one')).toBe(configOf('one'));
    expect(configOf('two')).not.toBe(configOf('one'));
  });

  test('fit what Docker takes, however long the app is called', () => {
    const project = { ...notesProject, name: `scalr-${'a'.repeat(63)}` };
    expect(renderStacks([project], options)[0]!.secrets[0]!.name).toHaveLength(64);
  });

  test('are plain where nobody knows the secrets', () => {
    const [stack] = renderStacks([{ ...notesProject, secrets: {} }], { ...options, registry: null, hashKey: null });
    expect(stack!.file.secrets).toEqual({ 'db-password': { external: true, name: 'scalr-notes_db-password' } });
    expect(stack!.secrets).toEqual([]);
    expect(service(stack, 'backend').image).toBe('scalr/notes-backend:0123456789ab');
  });
});

describe('the stack of the edge', () => {
  test('opens the ports of every node that is labelled for it, on the node itself', () => {
    const { deploy, ports } = service(gateway, 'traefik');
    expect(deploy).toMatchObject({
      ...{ mode: 'global', placement: { constraints: ['node.labels.scalr.edge == true'] } },
      update_config: { order: 'stop-first' },
    });
    expect(deploy?.replicas).toBeUndefined();
    expect(ports).toEqual([{ target: 80, published: 80, protocol: 'tcp', mode: 'host' }]);
  });

  test('asks the swarm instead of one Docker, often, and gives up soon on who is silent', () => {
    const { command, sysctls } = service(gateway, 'traefik');
    expect(command).toEqual([
      '--entrypoints.web.address=:80',
      '--providers.swarm.endpoint=tcp://socket-proxy:2375',
      '--providers.swarm.exposedByDefault=false',
      '--providers.swarm.refreshSeconds=2s',
      '--serversTransport.forwardingTimeouts.dialTimeout=500ms',
    ]);
    expect(sysctls).toEqual({ 'net.ipv4.tcp_retries2': '5' });
  });

  test('reaches Docker only through a proxy on managers, whose file every manager gets', () => {
    const { deploy, volumes, configs } = service(gateway, 'socket-proxy');
    expect(deploy).toMatchObject({ mode: 'global', placement: { constraints: ['node.role == manager'] } });
    expect(volumes).toEqual([
      { type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker.sock', read_only: true },
    ]);
    expect(configs).toEqual([{ source: 'proxy-ts', target: '/proxy.ts' }]);
    const mounts = Object.values(gateway!.file.services).filter(({ volumes: all = [] }) =>
      all.some((mount) => mount.type === 'bind' && mount.source.endsWith('docker.sock')),
    );
    expect(mounts).toHaveLength(1);
  });
});

test('a folder of this machine stays a mount by its absolute path, with its service on the node of data', () => {
  const { backend } = notesProject.compose.services;
  const admin = { type: 'bind', source: '../admin', target: '/run/scalr/admin' } as const;
  const auth = {
    ...notesProject,
    name: 'scalr-auth',
    folder: 'auth',
    compose: { services: { auth: { ...backend!, volumes: [admin] } } },
  };
  const [stack] = renderStacks([auth], options);
  expect(service(stack, 'auth').volumes).toEqual([{ ...admin, source: '/srv/scalr/admin' }]);
  expect(service(stack, 'auth').deploy).toMatchObject({
    ...{ replicas: 1, placement: { constraints: ['node.labels.scalr.data == true'] } },
  });
});

test('what belongs to sign-in runs once, without a gap', () => {
  const { backend } = notesProject.compose.services;
  const [stack] = renderStacks(
    [{ ...notesProject, name: 'scalr-auth', compose: { services: { worker: backend! } } }],
    options,
  );
  expect(service(stack, 'worker').deploy).toMatchObject({ replicas: 1, update_config: { order: 'start-first' } });
});
