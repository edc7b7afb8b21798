import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { editedMigrations, rememberApplied, withFormer } from '../src/stages/schema/edited-migrations.ts';
import { missingMigration } from '../src/stages/schema/missing-migration.ts';
import { openTables } from '../src/stages/schema/open-tables.ts';
import { unsaidLosses } from '../src/stages/schema/unsaid-losses.ts';

const sql = (text: string, name = '1_notes') => ({ name, file: `app/backend/migrations/${name}/migration.sql`, text });
const python = (text: string, name = 'one') => ({ name, file: `app/backend/migrations/${name}.py`, text });
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

test.each([
  ['ALTER TABLE "notes" DROP COLUMN "title";', '-- drops: notes.title'],
  ['alter table notes\n  drop column if exists title', '-- drops: notes.title'],
  ['DROP TABLE "public"."notes";', '-- drops: notes'],
  ['DELETE FROM notes WHERE true', '-- drops: notes'],
  ['TRUNCATE "notes"', '-- drops: notes'],
  ['ALTER TABLE "notes" ALTER COLUMN "size" SET NOT NULL;', '-- narrows: notes.size'],
])('%s has to say %s', (statement, line) => {
  const found = unsaidLosses([sql(`SELECT 1;\n${statement}`)]);
  expect(found.map(({ code, line: at, fix }) => [code, at, fix.endsWith(line)])).toEqual([
    ['DESTRUCTIVE_MIGRATION', 2, true],
  ]);
  expect(unsaidLosses([sql(`${line}\n${statement}`)])).toEqual([]);
  expect(unsaidLosses([sql(`-- drops: others\n${statement}`)])).toHaveLength(1);
});

test('of a revision only the way forth is judged, and what is only mentioned is nothing', () => {
  const forth = `def upgrade():\n    op.drop_column("notes", "title")\n`;
  const back = `def downgrade():\n    op.drop_column("notes", "more")\n`;
  expect(unsaidLosses([python(`${forth}\n${back}`)]).map(({ line }) => line)).toEqual([2]);
  expect(unsaidLosses([python(`# drops: notes.title\n${forth}\n${back}`)])).toEqual([]);
  expect(unsaidLosses([python(`def upgrade():\n    pass\n\n${back}`)])).toEqual([]);
  expect(unsaidLosses([sql('-- we could DROP TABLE notes here\nSELECT 1;')])).toEqual([]);
});

test('what was applied stays as it was; saying later what it loses is no change', () => {
  const text = 'DROP TABLE "notes";\n';
  const applied = [{ name: '1_notes', hash: hash(text) }];
  const edited = (now: string) => editedMigrations([sql(now)], applied, {}, 'app').map(({ code, got }) => [code, got]);
  expect(edited(text)).toEqual([]);
  expect(edited(`-- drops: notes\n${text}`)).toEqual([]);
  expect(edited('DROP TABLE "others";\n')).toEqual([['MIGRATION_EDITED', 'another text under the same name']]);
  expect(editedMigrations([], applied, {}, 'app').map(({ got }) => got)).toEqual(['1_notes is gone']);
});

test('where the database keeps no account of texts, what was seen first counts', () => {
  const files = [python('revision = "one"\n', 'one'), python('revision = "two"\ndown_revision = "one"\n', 'two')];
  const applied = withFormer([{ name: 'two', hash: null }], files);
  expect(applied.map(({ name }) => name)).toEqual(['two', 'one']);
  const seen = rememberApplied(files, applied, {});
  expect(editedMigrations(files, applied, seen, 'app')).toEqual([]);
  const changed = [python('revision = "one"\nmore = 1\n', 'one'), files[1]!];
  expect(editedMigrations(changed, applied, seen, 'app').map(({ file }) => file)).toEqual([
    'app/backend/migrations/one.py',
  ]);
  expect(rememberApplied(changed, applied, seen)).toEqual(seen);
});

test('a table needs policies, and force once a backend serves it', () => {
  const rows = [
    ['closed', 't', 't', '4'],
    ['bare', 'f', 'f', '0'],
    ['loose', 't', 'f', '1'],
  ];
  const said = (isServing: boolean) =>
    openTables({ columns: [], rows, truncated: false }, [], isServing).map(({ got }) => got);
  expect(said(true)).toEqual([
    'bare is without row level security, a policy, force row level security',
    'loose is without force row level security',
  ]);
  expect(said(false)).toEqual(['bare is without row level security, a policy']);
});

test('the command that is told makes what is missing', () => {
  const nothing = { gone: [], came: [], narrowed: [], required: [], renamed: [], tables: [] };
  const models = [{ file: 'app/backend/src/models/notes.ts', text: 'export const notes = 1;\n  dueOn: text(),\n' }];
  const told = (differences: object) =>
    missingMigration('shop', { ...nothing, ...differences }, models).map(({ code, line, fix }) => [code, line, fix]);
  expect(missingMigration('shop', null, models)).toEqual([]);
  expect(told({ came: ['notes.due_on'] })).toEqual([['MIGRATION_MISSING', 2, './scalr migrate shop']]);
  expect(told({ gone: ['notes.title'], narrowed: ['notes.due_on'] })).toEqual([
    ['MIGRATION_MISSING', 2, './scalr migrate shop --drop notes.title --narrow notes.due_on'],
  ]);
  const [[code, line, fix]] = told({ gone: ['notes.title'], came: ['notes.due_on'] }) as [[string, number, string]];
  expect([code, line]).toEqual(['MIGRATION_AMBIGUOUS', 2]);
  expect(fix).toContain('./scalr migrate shop --rename notes.title=due_on');
  expect(fix).toContain('./scalr migrate shop --drop notes.title');
});
