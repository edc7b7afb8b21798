import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '@scalr/plan';
import type { ReleaseImages } from '@scalr/ports';
import { run } from '@scalr/process';
import { type ExampleWorkspace, exampleWorkspace } from '@scalr/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeGround, dockerEnvironment as env, PORT } from './compose-ground.ts';
import { hear, type LoadReport, load } from './load.ts';

/** Docker is one for the whole machine: who tests on it says so. */
const isAsked = process.env.SCALR_CONTAINERS === '1';
const edge = process.env.SCALR_EDGE === 'stand-in' ? ', behind a stand-in of the edge' : '';
const title = `releases in Docker Compose${edge}${isAsked ? '' : ' (SCALR_CONTAINERS=1 is not set)'}`;
const WITHIN_MS = 300_000;
const EDGE = { host: '127.0.0.1', port: PORT, name: `notes.localhost:${PORT}` };

describe.skipIf(!isAsked)(title, () => {
  let workspace: ExampleWorkspace;
  let ground: ReturnType<typeof composeGround>;
  let plan: Plan;
  let first: ReleaseImages;
  let second: ReleaseImages;

  const backend = (path: string) => join(workspace.root, 'apps/products/notes/backend', path);
  const edit = (path: string, change: (text: string) => string) =>
    writeFileSync(backend(path), change(readFileSync(backend(path), 'utf8')));
  const docker = async (args: readonly string[]) => (await run(['docker', ...args], { env })).stdout.trim();
  const containers = async () => {
    const filters = ['--filter', 'label=scalr.process=notes', '--format', '{{.Names}}'];
    return (await docker(['ps', '--all', ...filters])).split('\n').filter((name) => name !== '');
  };
  const replaceBackend = (image: string | undefined) =>
    ground.releases.replace(plan, { slug: 'notes', part: 'backend', image: image ?? 'none' }, () => {});
  /** What people met while the work was done. */
  const underLoad = async (work: () => Promise<unknown>): Promise<LoadReport> => {
    const people = load(EDGE);
    try {
      await work();
    } finally {
      await people.stop();
    }
    return people.stop();
  };
  const texts = async (): Promise<readonly string[]> =>
    (JSON.parse((await hear(false, EDGE, '/api/notes')).body) as { items: { text: string }[] }).items.map(
      ({ text }) => text,
    );

  beforeAll(async () => {
    workspace = exampleWorkspace('two-apps');
    ground = composeGround(workspace.root);
    plan = await ground.plan();
    await ground.engine.up(plan, { onProgress: () => {} });
    first = await ground.releases.running('notes');
  }, WITHIN_MS);

  afterAll(async () => {
    await ground.engine.down({ volumes: true });
    // The data of the identity provider outlive `down`, and the next test begins anew.
    const volumes = await docker(['volume', 'ls', '-q', '--filter', 'label=com.docker.compose.project=scalr-auth']);
    if (volumes !== '') await docker(['volume', 'rm', ...volumes.split('\n')]);
    workspace.remove();
  }, WITHIN_MS);

  test('the same sources build to what serves', { timeout: WITHIN_MS }, async () => {
    expect(await ground.releases.build(plan, 'notes')).toEqual(first);
  });

  test('a new backend takes the place of the old one, and no request is lost', { timeout: WITHIN_MS }, async () => {
    edit('src/routes/notes.ts', (text) => text.replace('One more note', 'Another note'));
    second = await ground.releases.build(plan, 'notes');
    expect(second.frontend).toBe(first.frontend);
    const { requests, posted, failures } = await underLoad(() => replaceBackend(second.backend));
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(500);
    expect(await texts()).toEqual(expect.arrayContaining([...posted]));
    expect(await ground.releases.running('notes')).toEqual(second);
    expect(await containers()).toHaveLength(1);
  });

  test('one that does not come up is removed, with what it said, and no request is lost', {
    timeout: WITHIN_MS,
  }, async () => {
    edit('src/main.ts', () => "throw new Error('boom at start');\n");
    const bad = await ground.releases.build(plan, 'notes');
    let error: unknown;
    const { failures } = await underLoad(async () => {
      error = await replaceBackend(bad.backend).catch((reason: unknown) => reason);
    });
    expect(error).toMatchObject({ code: 'RELEASE_NOT_HEALTHY', message: expect.stringContaining('boom at start') });
    expect(failures).toEqual([]);
    expect(await ground.releases.running('notes')).toEqual(second);
    expect(await containers()).toHaveLength(1);
  });

  test('what a release decided stays, whatever the sources say', { timeout: WITHIN_MS }, async () => {
    expect(await ground.engine.up(plan, { onProgress: () => {} })).toMatchObject({ changed: false, problems: [] });
    expect(await ground.releases.running('notes')).toEqual(second);
  });

  for (const [step, serves] of [
    ['start', 'the old one'],
    ['take-over', 'the old one'],
    ['drain', 'the new one'],
  ] as const) {
    test(`killed at "${step}", ${serves} serves alone after the next up`, { timeout: WITHIN_MS }, async () => {
      const [before, wanted] = [(await ground.releases.running('notes')).backend, first.backend ?? ''];
      const { failures } = await underLoad(async () => {
        const script = join(import.meta.dirname, 'die-at.ts');
        const died = await run([process.execPath, script, workspace.root, 'notes', wanted, step], { env });
        expect(died).toMatchObject({ code: 137 });
        await ground.engine.up(plan, { onProgress: () => {} });
      });
      expect(failures).toEqual([]);
      expect((await ground.releases.running('notes')).backend).toBe(step === 'drain' ? wanted : before);
      expect(await containers()).toHaveLength(1);
    });
  }

  test('images of no release go, those that run stay', { timeout: WITHIN_MS }, async () => {
    const gone = await ground.releases.forget('notes', [first]);
    expect(gone).toContain(second.backend);
    expect(await ground.releases.running('notes')).toEqual(first);
    await expect(replaceBackend(second.backend)).rejects.toMatchObject({ code: 'RELEASE_IMAGE_GONE' });
  });
});
