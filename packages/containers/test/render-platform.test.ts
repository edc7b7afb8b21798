import { type ComposeService, type ContainerProject, LABELS, printCompose, renderProjects } from '@scalr/containers';
import { SERVER_CASES, type ServerCase, serverPlan } from '@scalr/testing/server-plans';
import { describe, expect, it } from 'vitest';
import { AUTHENTIK_SECRETS, exampleInput } from './example-input.ts';

const PRODUCTION = SERVER_CASES['localhost-production'];

/** Everything that is written of the projects, by place. */
const written = (projects: readonly ContainerProject[]) =>
  projects.flatMap(({ folder, compose, files }) => [
    [`${folder}/docker-compose.yml`, printCompose(compose)] as const,
    ...[...files].map(([path, { content }]) => [`${folder}/${path}`, Buffer.from(content).toString()] as const),
  ]);

const servicesOf = (projects: readonly ContainerProject[]) =>
  projects.flatMap(({ name, compose }) =>
    Object.entries(compose.services).map(([service, what]) => [`${name}/${service}`, what] as const),
  );

describe.each(Object.entries<ServerCase>(SERVER_CASES))('%s', (_, server) => {
  it('holds no secret of the plan, and names where each is', async () => {
    const { plan, secrets } = await serverPlan(server);
    const projects = renderProjects(plan, exampleInput({ releaseKey: 'key-of-the-digests' }));
    for (const [place, text] of written(projects)) {
      for (const secret of [...secrets, ...Object.values(AUTHENTIK_SECRETS), 'key-of-the-digests']) {
        expect(text.includes(secret), `${place} holds ${secret}`).toBe(false);
      }
    }
    for (const { name, secrets: files, secretSources = {} } of projects) {
      expect(Object.keys(secretSources).sort(), name).toEqual(Object.keys(files).sort());
    }
  });

  it('has a container for every process of the plan, with the labels it is found by', async () => {
    const { plan } = await serverPlan(server);
    const services = servicesOf(renderProjects(plan, exampleInput()));
    const processes = services.map(([, { labels = {} }]) => labels[LABELS.process]);
    expect(new Set(processes).size).toBe(services.length);
    expect(processes).toEqual(expect.arrayContaining(plan.processes.map(({ name }) => name)));
    for (const [name, { labels = {} }] of services) {
      expect(labels[LABELS.workspace], name).toBe('a1b2c3d4e5f6');
      expect(labels[LABELS.release], name).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('lets nothing of an app but its halves be reached by others, and leads nowhere from a database', async () => {
    const { plan } = await serverPlan(server);
    const projects = renderProjects(plan, exampleInput());
    for (const { name, slug, compose } of projects.filter((project) => project.slug !== null)) {
      const onEdge = Object.entries(compose.services).filter(([, { networks = {} }]) => 'edge' in networks);
      const halves = Object.keys(compose.services).filter((service) => service !== 'db');
      expect(
        onEdge.map(([service, { networks }]) => [service, networks?.edge]),
        name,
      ).toEqual(halves.map((half) => [half, { aliases: [`${slug}-${half}`] }]));
      expect(
        Object.values(compose.services).flatMap(({ ports = [] }) => ports),
        name,
      ).toEqual([]);
    }
    const databases = projects.filter(({ compose }) => 'db' in compose.services);
    expect(databases.map(({ name }) => name)).toEqual(['scalr-auth', 'scalr-ledger', 'scalr-library']);
    for (const { name, compose } of databases) {
      expect(Object.keys(compose.services.db?.networks ?? {}), name).toEqual(['data']);
      expect(compose.networks?.data, name).toEqual({ internal: true });
    }
  });

  it('prints the same bytes for apps in another order', async () => {
    const render = async (arrange?: Parameters<typeof serverPlan>[1]) =>
      written(renderProjects((await serverPlan(server, arrange)).plan, exampleInput()));
    expect(await render((apps) => apps.toReversed())).toEqual(await render());
  });

  it('is hardened, but for what the table says', async () => {
    const { plan } = await serverPlan(server);
    for (const [name, service] of servicesOf(renderProjects(plan, exampleInput()))) {
      expect(hardeningOf(service), name).toEqual({ ...HARDENED, ...EXCEPTIONS[server.provider][name] });
    }
  });
});

interface Hardening {
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly cap_add: readonly string[];
  readonly security_opt: readonly string[];
  readonly restart: string;
  readonly stop_grace_period: string;
  /** What is limited. */
  readonly limits: readonly string[];
  readonly tmp: 'limited' | 'not limited';
  readonly logging: ComposeService['logging'];
  readonly healthcheck: 'its own' | 'none';
  readonly privileged: 'yes' | 'no';
  readonly root: 'yes' | 'no';
}

const HARDENED: Hardening = {
  ...{ read_only: true, cap_drop: ['ALL'], cap_add: [], security_opt: ['no-new-privileges:true'] },
  ...{ restart: 'unless-stopped', stop_grace_period: '15s', limits: ['cpus', 'memory', 'pids'], tmp: 'limited' },
  logging: { driver: 'json-file', options: { 'max-file': '3', 'max-size': '10m' } },
  ...{ healthcheck: 'its own', privileged: 'no', root: 'no' },
};

/** Closed: what is not like {@link HARDENED}, and why. */
const SLOW_CHECKPOINT = { stop_grace_period: '60s' };
const ALWAYS: Readonly<Record<string, Partial<Hardening>>> = {
  // A checkpoint of a slow disk takes its time; killed before, it has to recover.
  'scalr-auth/db': SLOW_CHECKPOINT,
  'scalr-ledger/db': SLOW_CHECKPOINT,
  'scalr-library/db': SLOW_CHECKPOINT,
  // The socket of Docker belongs to root, and to a group whose number differs between machines.
  'scalr-gateway/socket-proxy': { root: 'yes' },
};
const EXCEPTIONS: Readonly<Record<ServerCase['provider'], typeof ALWAYS>> = {
  embedded: ALWAYS,
  authentik: {
    ...ALWAYS,
    // Where it writes besides /data, /tmp and /dev/shm is documented nowhere.
    'scalr-auth/auth': { read_only: false },
    'scalr-auth/worker': { read_only: false },
  },
};

function hardeningOf(service: ComposeService): Hardening {
  const {
    read_only = false,
    cap_drop = [],
    cap_add = [],
    security_opt = [],
    restart = '',
    stop_grace_period = '',
  } = service;
  const tmp = service.volumes?.find(({ target }) => target === '/tmp');
  const isOurs = service.image.startsWith('scalr/');
  return {
    ...{ read_only, cap_drop, cap_add, security_opt, restart, stop_grace_period },
    ...{ limits: Object.keys(service.deploy?.resources?.limits ?? {}).sort() },
    tmp: tmp?.type === 'tmpfs' && tmp.tmpfs?.size !== undefined ? 'limited' : 'not limited',
    logging: service.logging,
    // Those of our images are in their Dockerfiles, as is their user: infra/container/test.
    healthcheck: isOurs || service.healthcheck !== undefined ? 'its own' : 'none',
    privileged: 'privileged' in service ? 'yes' : 'no',
    root: (!isOurs && service.user === undefined) || /^(?:0|root)(?::|$)/.test(service.user ?? '') ? 'yes' : 'no',
  };
}

describe('the label scalr.release', () => {
  const releases = async (change: Parameters<typeof exampleInput>[0], named = PRODUCTION as ServerCase) => {
    const services = servicesOf(renderProjects((await serverPlan(named)).plan, exampleInput(change)));
    return new Map(services.map(([name, { labels = {} }]) => [name, labels[LABELS.release]]));
  };
  const changed = (before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>) =>
    [...before.keys()].filter((name) => before.get(name) !== after.get(name));

  it('is another one with another image, and only then', async () => {
    const before = await releases({});
    expect(changed(before, await releases({}))).toEqual([]);
    const tagOf = (image: string) => (image === 'scalr/ledger-backend' ? '0123456789ab' : 'latest');
    expect(changed(before, await releases({ tagOf }))).toEqual(['scalr-ledger/backend']);
  });

  it('is another one with another secret, where there is a key to keep it with', async () => {
    const { plan } = await serverPlan(PRODUCTION);
    const databases = plan.databases.map((one) => (one.owner === 'ledger' ? { ...one, password: 'changed' } : one));
    const of = (some: typeof plan, releaseKey: string | null) =>
      new Map(
        servicesOf(renderProjects(some, exampleInput({ releaseKey }))).map(
          ([name, { labels = {} }]) => [name, labels[LABELS.release]] as const,
        ),
      );
    expect(changed(of(plan, 'key'), of({ ...plan, databases }, 'key'))).toEqual([
      'scalr-ledger/backend',
      'scalr-ledger/db',
    ]);
    expect(changed(of(plan, null), of({ ...plan, databases }, null))).toEqual([]);
  });

  it('stays with a new tile in the hub, which reads its catalogue itself', async () => {
    const { plan } = await serverPlan(PRODUCTION);
    const catalog = plan.catalog.map((tile) => ({ ...tile, name: `${tile.name}!` }));
    const [before, after] = [plan, { ...plan, catalog }].map((one) => renderProjects(one, exampleInput()));
    expect(after?.map(({ compose }) => compose)).toEqual(before?.map(({ compose }) => compose));
    expect(after?.find(({ slug }) => slug === 'portal')?.files.get('catalog/catalog.json')?.content).toContain(
      '"Library!"',
    );
  });
});
