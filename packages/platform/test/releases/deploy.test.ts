import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '@scalr/errors';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deploy, listReleases, type ReleaseRecord, rollback } from '../../src/index.ts';
import { recordRelease } from '../../src/releases/release-history.ts';
import { listener, type ReleasePlatform, releasePlatform } from './release-platform.ts';

const errors = catalogue({
  unhealthy: { ...{ code: 'X_UNHEALTHY', title: '', kind: 'user' }, message: () => 'boom at start', fix: () => 'mend' },
});

let under: ReleasePlatform;
let minute = 0;
beforeEach(async () => {
  under = await releasePlatform();
  minute = 0;
});
afterEach(() => under.remove());

const now = () => new Date(Date.UTC(2026, 0, 31, 10, minute++));
const quietly = { by: 'ada', keep: 5, onProgress: () => {}, now };
const deployed = (apps: readonly string[] = [], change: object = {}) =>
  deploy(under.platform, { ...quietly, apps, ...change });
const rolledBack = (change: object = {}) => rollback(under.platform, { ...quietly, slug: 'notes', ...change });
const history = async (): Promise<readonly ReleaseRecord[]> =>
  (await listReleases(under.platform, 'notes'))[0]?.releases ?? [];
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: { code: string }) => error.code,
  );

it('builds, saves and replaces what changed, the API first, and writes down what served before', async () => {
  under.sources('notes', { backend: 'b2', frontend: 'f2' });
  const { steps, onProgress } = listener();
  const report = await deployed([], { onProgress });
  const backup = '.scalr/backups/notes/20260131T100100Z-r2';
  const images = { backend: 'b2', frontend: 'f2' };
  expect(report).toEqual({
    apps: [
      { slug: 'notes', result: 'released', release: 'r2', images, migrations: 0, backup },
      { slug: 'portal', result: 'unchanged', release: null, images: { frontend: 'p1' }, migrations: 0, backup: null },
      { slug: 'quiet', result: 'unchanged', release: null, images: { backend: 'q1' }, migrations: 0, backup: null },
    ],
    problems: [],
  });
  const notes = ['notes build', 'notes backup', 'notes backend', 'notes frontend'].map((step) => `${step} done`);
  expect(steps).toEqual([...notes, 'portal build done', 'quiet build done']);
  expect(under.tried).toEqual(['notes backend b2', 'notes frontend f2']);
  expect(existsSync(join(under.root, backup, 'rows'))).toBe(true);
  expect(await listReleases(under.platform, 'notes')).toMatchObject([
    {
      serving: 'r2',
      releases: [
        { release: 'r1', kind: 'found', result: 'good', images: { backend: 'b1', frontend: 'f1' } },
        { release: 'r2', kind: 'deploy', result: 'good', images, by: 'ada', migrations: ['20260101000000_notes'] },
      ],
    },
  ]);
});

it('does nothing where the sources build to what serves', async () => {
  const { apps, problems } = await deployed(['notes']);
  expect([apps.map(({ result }) => result), problems]).toEqual([['unchanged'], []]);
  expect([under.tried, under.saved, (await history()).map(({ release }) => release)]).toEqual([[], [], ['r1']]);
});

it('takes a release back that does not come up, with what of it serves already, and goes on with the next app', async () => {
  under.sources('notes', { backend: 'b2', frontend: 'bad' });
  under.sources('quiet', { backend: 'q2' });
  under.bad.set('bad', errors.error('unhealthy', {}));
  const { apps, problems } = await deployed();
  expect(apps.map(({ slug, result }) => `${slug} ${result}`)).toEqual([
    'notes failed',
    'portal unchanged',
    'quiet released',
  ]);
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    ['RELEASE_FAILED', 'notes r2 was taken back; r1 serves. X_UNHEALTHY: boom at start'],
  ]);
  expect(under.serving.get('notes')).toEqual({ backend: 'b1', frontend: 'f1' });
  expect((await history()).at(-1)).toMatchObject({ result: 'failed', reason: { code: 'X_UNHEALTHY' } });
});

it('says of a release with migrations what stays, where the data from before is and how it is put back', async () => {
  under.sources('notes', { backend: 'b2', frontend: 'f1' });
  await deployed(['notes']);
  under.addMigration('20260131000000_due');
  under.sources('notes', { backend: 'bad', frontend: 'f1' });
  under.bad.set('bad', errors.error('unhealthy', {}));
  const { apps, problems } = await deployed(['notes']);
  expect(apps).toMatchObject([{ result: 'failed', migrations: 1 }]);
  const backup = '.scalr/backups/notes/20260131T100300Z-r3';
  expect(problems[0]?.message).toBe(
    `notes r3 was taken back; r2 serves. Its migration 20260131000000_due may be applied, and stay then: a migration that only adds does not disturb the release before it. The data from before is in ${backup}, and restore notes ${backup} puts it back; what was written since is then only in the database it sets aside. X_UNHEALTHY: boom at start`,
  );
});

it('replaces nothing where it does not build, or the data cannot be saved', async () => {
  under.sources('notes', errors.error('unhealthy', {}));
  expect(await deployed(['notes'])).toMatchObject({
    apps: [{ result: 'failed', release: null }],
    problems: [{ code: 'X_UNHEALTHY' }],
  });
  under.sources('notes', { backend: 'b2', frontend: 'f1' });
  under.failSaving(errors.error('unhealthy', {}));
  expect(await deployed(['notes'])).toMatchObject({ problems: [{ code: 'X_UNHEALTHY' }] });
  expect((await history()).map(({ release, result }) => `${release} ${result}`)).toEqual(['r1 good', 'r2 failed']);
  expect(under.tried).toEqual([]);
  expect(readdirSync(join(under.root, '.scalr/backups/notes'))).toEqual([]);
});

it('says so where a release can neither go on nor back, and the next one goes on from there', async () => {
  under.sources('notes', { backend: 'b2', frontend: 'bad' });
  under.bad.set('bad', errors.error('unhealthy', {})).set('b1', errors.error('unhealthy', {}));
  const { problems } = await deployed(['notes']);
  expect(problems.map(({ code }) => code)).toEqual(['RELEASE_NOT_TAKEN_BACK']);
  under.sources('notes', { backend: 'b2', frontend: 'f2' });
  expect(await deployed(['notes'])).toMatchObject({ apps: [{ result: 'released', release: 'r3' }] });
});

it('goes on after one that was killed: with its rest, and back to what served before it', async () => {
  under.sources('notes', { backend: 'b2', frontend: 'f2' });
  const before = { backend: 'b1', frontend: 'f1' };
  await deployed(['quiet']);
  const killed: ReleaseRecord = {
    ...{ version: 1, release: 'r2', kind: 'deploy', time: now().toISOString(), result: 'begun', former: before },
    ...{ images: { backend: 'b2', frontend: 'f2' }, to: null, migrations: null, backup: null, commit: null },
    ...{ by: null, reason: null },
  };
  await recordRelease(under.root, 'notes', killed);
  under.serving.set('notes', { backend: 'b2', frontend: 'f1' });
  under.bad.set('f2', errors.error('unhealthy', {}));
  await deployed(['notes']);
  expect(under.tried).toEqual(['notes frontend f2', 'notes backend b1']);
  expect(under.serving.get('notes')).toEqual(before);
});

it('writes down as good what was killed after its last step', async () => {
  under.sources('notes', { backend: 'b2', frontend: 'f1' });
  await deployed(['notes']);
  const [, last] = await history();
  await recordRelease(under.root, 'notes', { ...(last as ReleaseRecord), result: 'begun' });
  expect((await history()).at(-1)?.result).toBe('begun');
  expect(await deployed(['notes'])).toMatchObject({ apps: [{ result: 'unchanged' }] });
  expect((await history()).at(-1)).toEqual(last);
});

it('keeps images and backups of the latest releases only, and nothing else goes', async () => {
  mkdirSync(join(under.root, '.scalr/backups/notes/by-hand'), { recursive: true });
  writeFileSync(join(under.root, '.scalr/backups/notes/by-hand/rows'), '');
  for (const number of [2, 3, 4, 5]) {
    under.sources('notes', { backend: `b${number}`, frontend: 'f1' });
    await deployed(['notes'], { keep: 2 });
  }
  expect([...(under.stored.get('notes') ?? [])].sort()).toEqual(['b4', 'b5', 'f1']);
  const backups = readdirSync(join(under.root, '.scalr/backups/notes')).sort();
  expect(backups.map((name) => name.replace(/^.*-r/, 'r'))).toEqual(['r4', 'r5', 'by-hand']);
});

it('rolls back to the good release before, further back the next time, and forth by name', async () => {
  for (const number of [2, 3]) {
    under.sources('notes', { backend: `b${number}`, frontend: 'f1' });
    await deployed(['notes']);
  }
  expect(await rolledBack()).toMatchObject({ to: 'r2', release: 'r4', migrations: [], data: '' });
  expect(under.serving.get('notes')).toEqual({ backend: 'b2', frontend: 'f1' });
  expect(await rolledBack()).toMatchObject({ to: 'r1', release: 'r5' });
  expect(await codeOf(rolledBack())).toBe('RELEASE_NONE_BEFORE');
  expect(await rolledBack({ to: 'r3' })).toMatchObject({ to: 'r3', release: 'r6' });
  expect(await rolledBack({ to: 'r3' })).toMatchObject({ to: 'r3', release: null });
  expect(await codeOf(rolledBack({ to: 'r99' }))).toBe('RELEASE_UNKNOWN');
  expect((await listReleases(under.platform, 'notes'))[0]?.serving).toBe('r3');
});

it('stays where it is when the earlier release does not come up any more', async () => {
  under.sources('notes', { backend: 'b2', frontend: 'f1' });
  await deployed(['notes']);
  under.bad.set('b1', errors.error('unhealthy', {}));
  expect(await codeOf(rolledBack())).toBe('RELEASE_FAILED');
  expect(under.serving.get('notes')).toEqual({ backend: 'b2', frontend: 'f1' });
});

it('is only for servers in production that are up, and for apps that run', async () => {
  expect(await codeOf(deployed(['nobody']))).toBe('APP_UNKNOWN');
  under.runs({ mode: 'edit' });
  expect(await codeOf(deployed())).toBe('RELEASE_NEEDS_PRODUCTION');
  under.runs({ apps: [] });
  expect(await codeOf(deployed(['notes']))).toBe('APP_NOT_UP');
  under.runs(null);
  expect([await codeOf(deployed()), await codeOf(rolledBack())]).toEqual(Array(2).fill('RELEASE_NEEDS_PLATFORM'));
  const { releases: _, ...native } = under.platform;
  const asked = [deploy(native, quietly), rollback(native, { ...quietly, slug: 'notes' }), listReleases(native)];
  expect(await Promise.all(asked.map(codeOf))).toEqual(Array(3).fill('RELEASES_NOT_HERE'));
});
