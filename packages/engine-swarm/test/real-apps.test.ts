import { printCompose } from '@scalr/containers';
import { makePlan } from '@scalr/platform';
import { exampleWorkspace, installFolder } from '@scalr/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groundOf, readProjects, renderStacks, type Stack, swarmLayout } from '../src/index.ts';

const workspace = exampleWorkspace('two-apps');
const layout = swarmLayout(workspace.root, installFolder(), 1000);
let stacks: readonly Stack[];
let secrets: readonly string[];

beforeAll(async () => {
  const ground = groundOf({}, 'embedded');
  const { plan } = await makePlan({ root: workspace.root, mode: 'production', ground, former: null });
  const input = { layout, ids: { uid: 1000, gid: 1000 }, authentik: async () => null, hashKey: 'a key' };
  const projects = await readProjects(plan, input, { out: layout.folder, tagOf: () => '0123456789ab' });
  stacks = renderStacks(projects, { out: layout.folder, registry: 'registry:5000', replicas: 2, hashKey: 'a key' });
  secrets = [...plan.databases.map(({ password }) => password), ...plan.cookieKeys];
});
afterAll(() => workspace.remove());

const services = () =>
  stacks.flatMap(({ name, file }) =>
    Object.entries(file.services).map(([key, service]) => [`${name}_${key}`, service] as const),
  );
const namesWhere = (isMeant: (service: ReturnType<typeof services>[number][1]) => boolean) =>
  services()
    .filter(([, service]) => isMeant(service))
    .map(([name]) => name)
    .sort();
const isOn = (constraint: string) =>
  namesWhere(({ deploy }) => deploy?.placement?.constraints?.includes(constraint) === true);

test('each part stands where it belongs', () => {
  expect(isOn('node.labels.scalr.edge == true')).toEqual(['scalr-gateway_traefik']);
  expect(isOn('node.role == manager')).toEqual(['scalr-gateway_socket-proxy']);
  expect(isOn('node.labels.scalr.data == true')).toEqual(['scalr-auth_auth', 'scalr-auth_db', 'scalr-notes_db']);
  expect(namesWhere(({ deploy }) => deploy?.replicas === 2)).toEqual([
    ...['scalr-notes_backend', 'scalr-notes_frontend', 'scalr-portal_frontend', 'scalr-quiet_backend'],
    'scalr-quiet_frontend',
  ]);
});

test('every part is limited and watched, and closed to the outside but for the edge', () => {
  // Images of ours know themselves how they are asked.
  const isWatched = ({ image, healthcheck }: ReturnType<typeof services>[number][1]) =>
    healthcheck !== undefined || image.startsWith('registry:5000/');
  const isBare = (service: ReturnType<typeof services>[number][1]) =>
    service.read_only !== true ||
    service.cap_drop?.join() !== 'ALL' ||
    !isWatched(service) ||
    service.deploy?.resources?.limits.memory === undefined ||
    service.deploy.resources.limits.pids === undefined;
  expect(namesWhere(isBare)).toEqual([]);
  expect(namesWhere(({ ports = [] }) => ports.length > 0)).toEqual(['scalr-gateway_traefik']);
  expect(namesWhere(({ deploy }) => deploy?.endpoint_mode !== 'dnsrr')).toEqual([]);
  const mountsDocker = namesWhere(({ volumes = [] }) =>
    volumes.some((mount) => mount.type === 'bind' && mount.source.includes('docker.sock')),
  );
  expect(mountsDocker).toEqual(['scalr-gateway_socket-proxy']);
});

test('databases are on no network that another project reaches', () => {
  for (const { file } of stacks) {
    const { db } = file.services;
    if (db === undefined) continue;
    const networks = Object.keys(db.networks ?? {});
    expect(networks.map((name) => file.networks?.[name])).toEqual([{ internal: true, driver: 'overlay' }]);
  }
});

test('what is written holds no secret, and what comes by standard input holds all', () => {
  const text = stacks.map(({ file }) => printCompose(file)).join('\n');
  const files = stacks.flatMap(({ files: all }) => [...all.values()].map(({ content }) => content.toString()));
  expect(secrets.length).toBeGreaterThan(2);
  expect(secrets.filter((secret) => `${text}\n${files.join('\n')}`.includes(secret))).toEqual([]);
  const given = stacks.flatMap((stack) => stack.secrets.map(({ content }) => content)).join('\n');
  expect(secrets.filter((secret) => !given.includes(secret))).toEqual([]);
});

test('what is built here is fetched from the registry, the rest from where it always is', () => {
  const images = [...new Set(services().map(([, { image }]) => image))].sort();
  expect(images).toEqual([
    ...['nginx:1.28', 'postgres:16', 'registry:5000/scalr/auth:0123456789ab'],
    ...['notes-backend', 'notes-frontend', 'portal-frontend', 'quiet-backend', 'quiet-frontend'].map(
      (name) => `registry:5000/scalr/${name}:0123456789ab`,
    ),
    'traefik:v3.7',
  ]);
});

test('where no task of a backend runs, all of its paths go to its page, which says 503', () => {
  const labels = stacks.find(({ slug }) => slug === 'notes')?.file.services.frontend?.deploy?.labels ?? {};
  const rules = Object.entries(labels).filter(([key, rule]) => key.endsWith('.rule') && rule.includes('/api/health'));
  expect(rules).toHaveLength(1);
  const router = rules[0]?.[0].replace(/\.rule$/, '');
  expect(rules[0]?.[1]).toContain('PathPrefix(`/api/`)');
  const middlewares = labels[`${router}.middlewares`]?.split(',') ?? [];
  const paths = middlewares.map((name) => labels[`traefik.http.middlewares.${name}.replacepath.path`]);
  expect(paths.filter((path) => path !== undefined)).toEqual(['/away/503']);
});
