import { randomInt } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { platformUnderTest } from '@scalr/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CheckReport, type Finding, STAGES } from '../src/index.ts';

const platform = platformUnderTest('this repository');
const FOLDER = join(platform.root, 'apps/products/diary');
const FIXTURE = join(import.meta.dirname, 'broken/features-missing');
const quickPage = (forOthers: string) => `import { Page } from '@scalr/app-client';
import { useUser } from '@scalr/auth-client/react';
import { Button } from '@scalr/ui';
import { useCreateNote, useListNotes } from '../api.ts';

export const nav = { label: 'Quick' };

export default function QuickPage() {
  const { username } = useUser();
  const { data } = useListNotes();
  const { mutate, isSuccess } = useCreateNote();
  return (
    <Page title="Quick">
      <Button onClick={() => mutate({ data: { title: 'From the page' } })}>Write one</Button>
      {isSuccess && <p>Written.</p>}
      {data?.items.map(({ id, title }) => <p key={id}>{title}</p>)}
      {username === 'other' && ${forOthers}}
    </Page>
  );
}
`;
const FEATURES = {
  features: [
    {
      says: 'What somebody writes is there for everybody',
      checks: [
        { as: 'member', request: 'POST /api/notes', body: { title: 'Sent {{run}}' }, expect: { status: 201 } },
        { as: 'member', page: '/quick', steps: [{ click: 'Write one' }, { see: 'Written.' }] },
        { as: 'other', page: '/quick', steps: [{ see: 'Sent {{run}}' }, { see: 'From the page' }] },
      ],
    },
  ],
};
const check = (...args: readonly string[]) => platform.cli(['check', ...args]);

beforeAll(async () => {
  const made = await platform.cli(['new-app', 'Diary', '--description', 'What happened.', '--json']);
  expect(made.code, made.stdout).toBe(0);
});
afterAll(() => platform.remove());

describe('with nothing up', () => {
  test('the platform is to blame, and no app', async () => {
    const answer = await check('diary', '--json');
    expect([answer.code, answer.data.problems.map(({ code }: { code: string }) => code)]).toEqual([
      3,
      ['CHECK_PLATFORM_DOWN'],
    ]);
  });

  test('a code is explained, and one that nobody knows is a mistake in typing', async () => {
    const told = await check('--explain', 'api_patch_resets_field');
    expect([told.code, told.stdout]).toEqual([
      0,
      expect.stringContaining('API_PATCH_RESETS_FIELD: A change resets a field it did not name'),
    ]);
    expect(told.stdout).toContain('\nfix       ');
    const { data } = await check('--explain', 'API_PATCH_RESETS_FIELD', '--json');
    expect(Object.keys(data).sort()).toEqual(['code', 'dont', 'fix', 'page', 'side', 'stage', 'title', 'why']);
    const unknown = await check('--explain', 'API_PATCH_RESETS_FIELDS', '--json');
    expect([unknown.code, unknown.data.problems[0]]).toMatchObject([
      2,
      { code: 'CHECK_CODE_UNKNOWN', fix: 'did you mean API_PATCH_RESETS_FIELD?' },
    ]);
  });
});

describe('with one app up', () => {
  beforeAll(async () => {
    const up = await platform.cli(['up', 'diary', '--port', String(20_000 + randomInt(20_000)), '--json']);
    expect(up.stdout).toContain('"portal_url"');
  });

  test('the template passes everything but the last stage', async () => {
    const { code, data } = await check('diary', '--json');
    const { stages } = data.apps[0] as CheckReport;
    expect(
      stages.map(({ name, state }) => [name, state]),
      JSON.stringify(stages, null, 1),
    ).toEqual(STAGES.map((name) => [name, name === 'real' ? 'failed' : 'passed']));
    const codes = stages.flatMap(({ findings }) => findings.map((finding) => finding.code));
    expect([code, codes]).toEqual([1, ['STILL_THE_TEMPLATE', 'FEATURES_MISSING']]);
    const page = 'frontend/src/pages/index.tsx';
    cpSync(join(FIXTURE, `${page}.txt`), join(FOLDER, page));
    cpSync(join(FIXTURE, 'fixed/features.json'), join(FOLDER, 'features.json'));
  }, 120_000);

  test('a browser that is missing is nobody’s fault who wrote the app', async () => {
    const { code, data } = await platform.cli(['check', 'diary', '--until', 'ui', '--json'], {
      env: { SCALR_BROWSER: '/nowhere/chromium' },
    });
    const findings = data.apps[0].stages.flatMap(({ findings }: { findings: readonly object[] }) => findings);
    expect([code, findings]).toEqual([
      3,
      [expect.objectContaining({ code: 'BROWSER_FAILED', side: 'env', stage: 'ui', dont: 'edit code' })],
    ]);
  });

  test('an app that works passes, and shows who may do what', async () => {
    const { code, data } = await check('diary', '--json');
    expect([code, data.apps[0].passed], JSON.stringify(data, null, 1)).toEqual([0, true]);
    expect(data.apps[0].accessCard).toContain(
      ['  notes', '    see     their own', '    add     everybody who may open the app, for themselves'].join('\n'),
    );
    const { screenshots } = data.apps[0];
    expect(screenshots.length).toBeGreaterThan(0);
    for (const path of screenshots) expect(existsSync(path), path).toBe(true);
  }, 120_000);

  test('a page that was fine is not looked at again before it changes', async () => {
    const pictures = async () => {
      const { code, data } = await check('diary', '--json');
      expect([code, data.apps[0].passed], JSON.stringify(data, null, 1)).toEqual([0, true]);
      return new Map<string, number>(
        data.apps[0].screenshots.map((path: string) => [path, statSync(path).mtimeMs] as const),
      );
    };
    const [first, second] = [await pictures(), await pictures()];
    expect(first.size).toBeGreaterThan(0);
    expect([...second]).toEqual([...first]);
    appendFileSync(join(FOLDER, 'frontend/src/pages/index.tsx'), '\n');
    const third = await pictures();
    const anew = [...third].filter(([path, time]) => first.get(path) !== time).map(([path]) => basename(path));
    expect(anew.sort()).toEqual(['index-390-dark.png', 'index.png']);
  }, 120_000);

  test('others see pages of their own, and what features wrote is gone again', async () => {
    const model = join(FOLDER, 'backend/src/models/notes.ts');
    const shared = readFileSync(model, 'utf8')
      .replace('access: owner()', 'access: { read: shared(), write: owner() }')
      .replace('import { entity, owner }', 'import { entity, owner, shared }');
    writeFileSync(model, shared);
    const page = join(FOLDER, 'frontend/src/pages/quick.tsx');
    writeFileSync(page, quickPage('<input name="who" />'));
    writeFileSync(join(FOLDER, 'features.json'), JSON.stringify(FEATURES));
    expect((await platform.cli(['types', 'diary'])).code).toBe(0);
    const own = ['--as', 'member', '--data', '{"title":"Mine"}'];
    const kept = await platform.cli(['request', 'diary', 'POST', '/api/notes', ...own]);
    expect(kept.stdout).toContain('201');

    const first = await check('diary', '--json');
    const findings = first.data.apps[0].stages.flatMap((stage: { findings: readonly Finding[] }) => stage.findings);
    expect(
      findings.map(({ code, did }: Finding) => [code, did]),
      JSON.stringify(findings, null, 1),
    ).toEqual([['A11Y_SERIOUS', 'opened /quick as other']]);

    writeFileSync(page, quickPage('<p>You are not a member.</p>'));
    const second = await check('diary', '--json');
    expect([second.code, second.data.apps[0].passed], JSON.stringify(second.data, null, 1)).toEqual([0, true]);
    const pictures = second.data.apps[0].screenshots.map((path: string) => basename(path));
    expect(pictures.filter((name: string) => name.startsWith('quick'))).toEqual([
      ...['quick-390-dark.png', 'quick-other.png', 'quick.png'],
    ]);
    const { data } = await platform.cli(['query', 'diary', 'select title from notes', '--json']);
    expect(data.rows).toEqual([['Mine']]);
  }, 240_000);

  test('what did not change since it passed is not asked again', async () => {
    expect((await check()).stdout).toContain('unchanged since they passed: diary');
    appendFileSync(join(FOLDER, 'README.md'), '\nMore.\n');
    writeFileSync(join(FOLDER, 'frontend/vite.config.ts'), 'export default {};\n');
    const { code, data } = await check('--json');
    const { findings } = data.apps[0].stages[0];
    expect([code, data.unchanged, findings[0].code]).toEqual([1, [], 'TREE_STRANGE_FILE']);
  });

  test('an app that nobody has is a mistake in typing', async () => {
    const { code, data } = await check('dairy', '--json');
    expect([code, data.problems[0].code]).toEqual([1, 'APP_UNKNOWN']);
  });
});
