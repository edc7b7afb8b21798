import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformUnderTest } from '@scalr/testing';
import { afterAll, expect, test } from 'vitest';

const platform = platformUnderTest('this repository');
const APP = join(platform.root, 'template-app');
const MANIFEST = join(APP, 'app.manifest.yml');
const SPARE = join(platform.root, '.backends');
afterAll(() => platform.remove());

const FIELDS = [
  'title:string',
  'note:text?',
  'total:money',
  'due:date?',
  'at:datetime',
  'state:enum(a|b)=a',
  'ok:bool',
];
const MORE = ['memo:ref:note?', 'count:int=1', 'code:uuid?', 'kind:string=plain'];

/** The API of the app with a backend in this language, after a kind of record came. */
async function apiWith(language: 'typescript' | 'fastapi', access: string): Promise<string> {
  const name = language === 'fastapi' ? 'backend-fastapi' : 'backend';
  rmSync(join(APP, 'backend'), { recursive: true, force: true });
  rmSync(join(APP, 'frontend/src/pages/invoices.tsx'), { force: true });
  cpSync(join(SPARE, name), join(APP, 'backend'), { recursive: true });
  const manifest = readFileSync(MANIFEST, 'utf8').replace(/^backend: \w+$/m, `backend: ${language}`);
  writeFileSync(MANIFEST, manifest);
  const args = ['add', 'entity', 'invoice', ...FIELDS, ...MORE, '--access', access, '--app', 'template-app', '--json'];
  const added = await platform.cli(args);
  expect([added.code, added.data.types?.problems ?? added.data.problems]).toEqual([0, []]);
  return readFileSync(join(platform.root, 'packages/api-types/src/template-app/openapi.json'), 'utf8');
}

test('both languages get the same API from the same words', { timeout: 400_000 }, async () => {
  for (const name of ['backend', 'backend-fastapi']) cpSync(join(APP, name), join(SPARE, name), { recursive: true });
  rmSync(join(APP, 'backend-fastapi'), { recursive: true });
  writeFileSync(MANIFEST, `${readFileSync(MANIFEST, 'utf8')}auth:\n  groups: [managers]\n`);
  for (const access of ['group:managers', 'shared-read']) {
    const typescript = await apiWith('typescript', access);
    expect(await apiWith('fastapi', access)).toBe(typescript);
    expect(JSON.parse(typescript).paths['/api/invoices'].post.operationId).toBe('createInvoice');
  }
});

test('in Python a field is not called by a word of Python, and a reference is shown by its title', {
  timeout: 200_000,
}, async () => {
  const add = (...words: string[]) =>
    platform.cli(['add', 'entity', ...words, '--access', 'shared-read', '--app', 'template-app', '--json']);
  const refused = await add('ride', 'from:string', 'when:datetime', 'is-in:bool', 'text:string');
  const fix = (example: string) => expect.stringContaining(`write name:type, e.g. ${example}, with`);
  expect(refused.data.problems).toMatchObject([
    { code: 'ENTITY_FIELD_INVALID', fix: fix('origin:string') },
    { code: 'ENTITY_FIELD_INVALID', fix: fix('content:string') },
  ]);
  const added = await add('seat', 'note:ref:note', 'count:int');
  expect([added.code, added.data.types?.problems ?? added.data.problems]).toEqual([0, []]);
  const page = readFileSync(join(APP, 'frontend/src/pages/seats.tsx'), 'utf8');
  expect(page).toContain('title={titleOf(row)}');
  expect(page).toContain("rows.find(({ id }) => id === row.noteId)?.title ?? 'Seat'");
  expect(page).toContain('label: String(one.title)');
});
