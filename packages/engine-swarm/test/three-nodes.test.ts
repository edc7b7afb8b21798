import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@scalr/plan';
import { until } from '@scalr/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSwarmDatabases, createSwarmEngine, swarmLayout } from '../src/index.ts';
import { keepAsking } from './constant-requests.ts';
import { EXAMPLE_SECRET } from './example-projects.ts';
import { missingForNodes, Nodes } from './nodes.ts';
import { type Release, tinyPlatform } from './tiny-platform.ts';

const reason = missingForNodes();
const IMAGES = ['node:24-slim', 'postgres:16', 'nginx:1.28', 'traefik:v3.7'];
const plan = {
  ...{
    mode: 'production',
    provider: 'embedded',
    issuer: 'http://auth.localhost',
    portalUrl: 'http://portal.localhost',
  },
  origin: { scheme: 'http', domain: 'localhost', port: 80 },
  ...{ acmeEmail: null, apps: [], routes: [] },
  databases: [{ name: 'notes_rows', role: 'notes', password: '', owner: 'notes' }],
  processes: ['portal', 'notes', 'notes.db', 'gateway'].map((name) => ({
    name,
    kind: 'backend',
    slug: name,
    sleeps: false,
  })),
} as unknown as Plan;

describe.skipIf(reason !== null)(`three nodes (${reason ?? 'real ones'})`, () => {
  const nodes = new Nodes({ number: 77, count: 3 });
  const root = mkdtempSync(join(tmpdir(), 'scalr-swarm-'));
  const layout = swarmLayout(root, root, 0);
  const edges = [nodes.addressOf(2), nodes.addressOf(3)];
  let release: Release = 'one';
  let secret = EXAMPLE_SECRET;

  const engine = createSwarmEngine({
    ...{ layout, environment: nodes.environmentOf(1) },
    provider: async () => 'embedded',
    registry: async () => nodes.registry,
    projects: async (wanted, { out, tagOf }) =>
      tinyPlatform(wanted, { out, tagOf, release, secret, workspaceId: layout.workspaceId }),
  });
  const unused = () => Promise.reject(new Error('not asked for'));
  const databases = createSwarmDatabases(layout, nodes.environmentOf(1), { save: unused, load: unused });
  const up = () => engine.up(plan, { onProgress: () => {} });
  const asking = (triesOther: boolean, slug = 'notes') =>
    keepAsking({ edges, triesOther, host: `${slug}.localhost`, path: '/api/where' });
  const releasesIn = (answers: ReadonlyMap<string, number>) =>
    [...new Set([...answers.keys()].map((key) => key.split('@')[0]))].sort();
  const tasksOf = async (node: number, service: string) =>
    (
      await nodes.docker(
        node,
        'service',
        'ps',
        service,
        '--filter',
        'desired-state=running',
        '--format',
        '{{.Node}} {{.CurrentState}}',
      )
    )
      .split('\n')
      .filter((line) => line !== '');
  const kept = async () => {
    const id = await nodes.docker(
      1,
      'ps',
      '-q',
      '--filter',
      'label=scalr.process=notes.db',
      '--filter',
      'health=healthy',
    );
    return id === ''
      ? null
      : nodes.docker(1, 'exec', id, 'psql', '-qAt', '-U', 'postgres', '-c', 'select text from kept');
  };
  const runningOutside = async (lost: number, node: number, service: string) =>
    (await tasksOf(node, service)).filter((line) => line.includes(' Running ') && !line.startsWith(`n${lost} `)).length;

  beforeAll(async () => {
    mkdirSync(layout.folder, { recursive: true });
    await nodes.script('up');
    await nodes.script('offer', ...IMAGES);
  }, 180_000);
  afterAll(async () => {
    await nodes.script('down');
    rmSync(root, { recursive: true, force: true });
  }, 60_000);

  test('nodes are told apart by labels, and a missing one is named with its command', async () => {
    await expect(up()).rejects.toMatchObject({
      ...{ code: 'SWARM_NODE_UNLABELLED', fix: 'docker node update --label-add scalr.data=true n1' },
    });
    await nodes.docker(1, 'node', 'update', '--label-add', 'scalr.data=true', 'n1');
    for (const node of ['n2', 'n3']) await nodes.docker(1, 'node', 'update', '--label-add', 'scalr.edge=true', node);
  });

  test('images are built, brought to every node and served by both edges', async () => {
    expect(await up()).toEqual({ changed: true, problems: [], overtaken: false });
    expect((await tasksOf(1, 'scalr-gateway_traefik')).map((line) => line.slice(0, 2)).sort()).toEqual(['n2', 'n3']);
    const visitor = asking(false);
    await until('each edge was asked', () => visitor.sent() >= 20);
    const { failed, answers } = await visitor.stop();
    expect(failed).toEqual([]);
    expect(releasesIn(answers)).toEqual(['one']);
    expect(await kept()).toBe('from the first start');
    expect((await engine.status()).map(({ name, status }) => [name, status])).toEqual([
      ...[
        ['portal', 'running'],
        ['notes', 'running'],
        ['notes.db', 'running'],
        ['gateway', 'running'],
      ],
    ]);
  }, 120_000);

  test('up again changes nothing', async () => {
    expect(await up()).toEqual({ changed: false, problems: [], overtaken: false });
  }, 60_000);

  test('a secret is in no answer of Docker, only in the container', async () => {
    const inspected = [
      await nodes.docker(1, 'service', 'inspect', 'scalr-notes_backend', 'scalr-notes_db'),
      await nodes.docker(1, 'secret', 'inspect', ...(await nodes.docker(1, 'secret', 'ls', '-q')).split('\n')),
      await nodes.docker(1, 'inspect', ...(await nodes.docker(1, 'ps', '-q')).split('\n')),
    ].join('\n');
    expect(inspected).not.toContain(EXAMPLE_SECRET);
    const id = await nodes.docker(1, 'ps', '-q', '--filter', 'label=scalr.process=notes.db');
    expect(await nodes.docker(1, 'exec', id, 'cat', '/run/secrets/db-password')).toBe(EXAMPLE_SECRET);
    // What a stack cannot ask for is the default of each engine.
    expect(await nodes.docker(1, 'exec', id, 'grep', 'NoNewPrivs', '/proc/1/status')).toBe('NoNewPrivs:\t1');
  });

  test('a rolling update with a new secret fails no request', async () => {
    const visitor = asking(false);
    const namesNow = async () => (await nodes.docker(1, 'secret', 'ls', '--format', '{{.Name}}')).split('\n');
    const [before] = await namesNow();
    release = 'two';
    secret = 'another-battery-staple';
    expect(await up()).toEqual({ changed: true, problems: [], overtaken: false });
    const { sent, failed, answers, slowestMs } = await visitor.stop();
    console.info(`rolling update: ${sent} requests, ${failed.length} failed, slowest ${slowestMs} ms`);
    expect(failed).toEqual([]);
    expect(releasesIn(answers)).toEqual(['one', 'two']);
    // The one before stays for as long as the swarm could go back to it.
    expect((await namesNow()).filter((name) => name !== before)).toHaveLength(1);
    const id = await nodes.docker(1, 'ps', '-q', '--filter', 'label=scalr.process=notes.db');
    expect(await nodes.docker(1, 'exec', id, 'cat', '/run/secrets/db-password')).toBe(secret);
  }, 120_000);

  test('a release that never gets well is taken back by itself, is said, and fails no request', async () => {
    const visitor = asking(false);
    release = 'bad';
    const { problems } = await up();
    const { sent, failed, answers, slowestMs } = await visitor.stop();
    console.info(`bad release: ${sent} requests, ${failed.length} failed, slowest ${slowestMs} ms`);
    expect(problems.map(({ code, fix }) => [code, fix])).toEqual([['SWARM_RELEASE_TAKEN_BACK', './scalr logs notes']]);
    expect(failed).toEqual([]);
    expect(releasesIn(answers)).toEqual(['two']);
    release = 'two';
  }, 120_000);

  test('a node without power fails no request of who tries the other edge', async () => {
    expect((await up()).problems).toEqual([]);
    const tasks = await tasksOf(1, 'scalr-notes_backend');
    // Two tasks on three nodes: one of them is on a node with an edge.
    const lost = ([3, 2] as const).find((node) => tasks.some((line) => line.startsWith(`n${node} `))) as number;
    const stateOf = () => nodes.docker(1, 'node', 'inspect', `n${lost}`, '--format', '{{.Status.State}}');
    const visitor = asking(true);
    await nodes.script('kill', String(lost));
    await until('it is missed', async () => (await stateOf()) === 'down', 60_000);
    const areElsewhere = async () => (await runningOutside(lost, 1, 'scalr-notes_backend')) === 2;
    await until('both tasks run elsewhere', areElsewhere, 60_000);
    const { sent, failed, switched, slowestMs } = await visitor.stop();
    console.info(
      `n${lost} lost: ${sent} requests, ${failed.length} failed, ${switched} by the other edge, slowest ${slowestMs} ms`,
    );
    expect(failed).toEqual([]);
    expect(switched).toBeGreaterThan(0);
    await nodes.script('back', String(lost));
    // Only who has heard all that was decided meanwhile can be elected.
    const votes = () => nodes.docker(1, 'node', 'inspect', `n${lost}`, '--format', '{{.ManagerStatus.Reachability}}');
    const isBack = async () => (await stateOf()) === 'ready' && (await votes()) === 'reachable';
    await until('the node is back, and votes', isBack, 60_000);
  }, 180_000);

  test('without its leader, which has the data, the swarm serves what needs none, and moves no database', async () => {
    const visitor = asking(true, 'portal');
    await nodes.script('kill', '1');
    const leader = async () =>
      nodes.docker(2, 'node', 'ls', '--format', '{{.Hostname}} {{.ManagerStatus}}').catch(() => '');
    await until('another node leads', async () => /^n[23] Leader$/m.test(await leader()), 60_000);
    await until(
      'both tasks run elsewhere',
      async () => (await runningOutside(1, 2, 'scalr-portal_backend')) === 2,
      60_000,
    );
    const { sent, failed, switched, slowestMs } = await visitor.stop();
    console.info(
      `leader lost: ${sent} requests, ${failed.length} failed, ${switched} by the other edge, slowest ${slowestMs} ms`,
    );
    expect(failed).toEqual([]);
    // The database waits for its node instead of beginning anew on another one.
    expect((await tasksOf(2, 'scalr-notes_db')).filter((line) => /^n[23] /.test(line))).toEqual([]);
    await nodes.script('back', '1');
    await until(
      'the data is there again',
      async () => (await kept().catch(() => null)) === 'from the first start',
      90_000,
    );
  }, 240_000);

  test('logs come from every node', async () => {
    const lines = [];
    for await (const line of engine.logs({ process: 'notes', tail: 50 })) lines.push(line);
    expect(lines.map(({ text }) => text).join('\n')).toMatch(/two listens on n\d/);
    expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).sort());
  });

  test('down keeps data until a database is dropped', async () => {
    expect(await engine.down({ volumes: false })).toBe(true);
    expect(await engine.status()).toEqual([]);
    expect(await nodes.docker(1, 'service', 'ls', '-q')).toBe('');
    expect(await nodes.docker(1, 'volume', 'ls', '-q')).toContain('scalr-notes_data');
    expect(await databases.exists('notes_rows')).toBe(true);
    await databases.drop('notes_rows');
    expect(await databases.exists('notes_rows')).toBe(false);
    expect(await nodes.docker(1, 'volume', 'ls', '-q')).toBe('');
  }, 90_000);
});
