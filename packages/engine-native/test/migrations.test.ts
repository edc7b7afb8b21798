import { expect, test } from 'vitest';
import { reasonIn } from '../src/migrations/reason-in.ts';
import { reverseStatements } from '../src/migrations/reverse-statements.ts';
import { differencesOf, type SchemaEntity } from '../src/migrations/schema-differences.ts';

const table = (name: string, schema = 'public'): SchemaEntity => ({ entityType: 'tables', schema, name });
const column = (name: string, rest: object = {}): SchemaEntity => ({
  ...{ entityType: 'columns', schema: 'public', table: 'notes', name, type: 'text', notNull: false, default: null },
  ...rest,
});
const NOTHING = { gone: [], came: [], types: {}, narrowed: [], required: [], renamed: [], tables: [] };

test('what was added is dropped on the way back, the last first', () => {
  const forth = [
    '-- a word before\nCREATE TABLE "notes" (\n\t"id" uuid PRIMARY KEY\n);',
    "CREATE TYPE \"mood\" AS ENUM('good', 'bad');",
    'ALTER TABLE "notes" ADD COLUMN "mood" "mood";',
    'CREATE UNIQUE INDEX "notes_once" ON "sales"."notes" ("id");',
    'ALTER TABLE "notes" ADD CONSTRAINT "one" FOREIGN KEY ("id") REFERENCES "others"("id");',
    'ALTER TABLE "notes" RENAME COLUMN "title" TO "headline";',
    'ALTER TABLE "notes" RENAME TO "memos";',
  ];
  expect(reverseStatements(forth)).toEqual([
    'ALTER TABLE "memos" RENAME TO "notes"',
    'ALTER TABLE "notes" RENAME COLUMN "headline" TO "title"',
    'ALTER TABLE "notes" DROP CONSTRAINT "one"',
    'DROP INDEX "sales"."notes_once"',
    'ALTER TABLE "notes" DROP COLUMN "mood"',
    'DROP TYPE "mood"',
    'DROP TABLE "notes"',
  ]);
});

test.each([
  'ALTER TABLE "notes" DROP COLUMN "title";',
  'ALTER TABLE "notes" ALTER COLUMN "size" SET DATA TYPE integer;',
  'UPDATE "notes" SET "title" = \'x\';',
  'CREATE TABLE "a" ("id" uuid); INSERT INTO "a" VALUES (gen_random_uuid());',
])('there is no way back from %s', (statement) => {
  expect(reverseStatements(['CREATE TABLE "b" ("id" uuid);', statement])).toBeNull();
});

test('a column that is gone and one that came are told apart from one with a new name', () => {
  const before = [table('notes'), column('title', { notNull: true })];
  const after = [table('notes'), column('headline', { notNull: true })];
  expect(differencesOf(before, after, [])).toEqual({
    ...NOTHING,
    ...{ gone: ['notes.title'], came: ['notes.headline'], required: ['notes.headline'], tables: ['notes'] },
    types: { 'notes.title': 'text', 'notes.headline': 'text' },
  });
  const renames = [{ from: 'notes.title', to: 'notes.headline' }];
  expect(differencesOf(before, after, renames)).toEqual({ ...NOTHING, renamed: renames, tables: ['notes'] });
});

test('of a table that is gone its columns are not told as well, and a wrong new name is no new name', () => {
  const before = [table('notes'), column('title'), table('lines', 'sales')];
  expect(differencesOf(before, [table('memos')], [{ from: 'notes', to: 'nothing' }])).toEqual({
    ...NOTHING,
    ...{ gone: ['notes', 'sales.lines'], came: ['memos'], tables: ['memos', 'notes', 'sales.lines'] },
  });
});

test.each([
  [{ type: 'varchar(10)' }, { type: 'varchar(20)' }, false],
  [{ type: 'varchar(10)' }, { type: 'text' }, false],
  [{ type: 'varchar(20)' }, { type: 'varchar(10)' }, true],
  [{ type: 'text' }, { type: 'varchar(10)' }, true],
  [{ type: 'integer' }, { type: 'bigint' }, false],
  [{ type: 'bigint' }, { type: 'integer' }, true],
  [{ notNull: false }, { notNull: true }, true],
  [{ notNull: true }, { notNull: false }, false],
  [{ dimensions: 0 }, { dimensions: 1 }, true],
])('%j to %j takes fewer values: %s', (was, is, narrower) => {
  const { narrowed } = differencesOf([table('notes'), column('size', was)], [table('notes'), column('size', is)], []);
  expect(narrowed).toEqual(narrower ? ['notes.size'] : []);
});

test('a column that Postgres fills is not missing in rows', () => {
  const filled = [{ default: "'x'" }, { identity: {} }, { generated: {} }, { type: 'bigserial' }];
  const after = [table('notes'), ...filled.map((one, index) => column(`c${index}`, { notNull: true, ...one }))];
  expect(differencesOf([table('notes')], after, []).required).toEqual([]);
});

test('the reason is the error, wherever the language prints it', () => {
  expect(reasonIn('file:///a.ts:3\n  throw x\n\nTypeError: no such thing\n    at a.ts:3\n\nNode.js v24')).toBe(
    'TypeError: no such thing',
  );
  expect(reasonIn('Traceback\n  File "a.py"\nsqlalchemy.exc.ArgumentError: no\n')).toBe(
    'sqlalchemy.exc.ArgumentError: no',
  );
  expect(reasonIn('')).toBeUndefined();
});
