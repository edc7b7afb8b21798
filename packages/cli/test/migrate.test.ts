import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformUnderTest } from '@scalr/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const platform = platformUnderTest('this repository');
const { root } = platform;
const SLUGS = { typescript: 'shelf', fastapi: 'rack' } as const;
type Language = keyof typeof SLUGS;

const folder = (language: Language) => join(root, 'apps/products', SLUGS[language]);
const model = (language: Language) =>
  join(folder(language), 'backend/src/models', language === 'typescript' ? 'notes.ts' : 'notes.py');
const migrations = (language: Language) =>
  readdirSync(join(folder(language), 'backend/migrations'))
    .filter((name) => !name.startsWith('__'))
    .sort();

function edit(language: Language, find: string, put: string): void {
  const text = readFileSync(model(language), 'utf8');
  if (!text.includes(find)) throw new Error(`no ${find} in ${text}`);
  writeFileSync(model(language), text.replace(find, put));
}

const migrate = (language: Language, ...rest: readonly string[]) =>
  platform.cli(['migrate', SLUGS[language], ...rest, '--json']);
const query = async (language: Language, sql: string): Promise<(string | null)[][]> =>
  (await platform.cli(['query', SLUGS[language], sql, '--json'])).data.rows;
const codes = (answer: { data: { problems?: readonly { code: string }[] } }) =>
  answer.data.problems?.map(({ code }) => code);

/** What the check says of models, migrations and database. */
async function check(language: Language): Promise<readonly string[]> {
  const answer = await platform.cli(['check', SLUGS[language], '--until', 'schema', '--json']);
  type Reported = { readonly name: string; readonly findings: readonly { readonly code: string }[] };
  const stages: readonly Reported[] | undefined = answer.data.apps?.[0].stages;
  if (stages === undefined) throw new Error(answer.stdout);
  return stages.find(({ name }) => name === 'schema')!.findings.map(({ code }) => code);
}

/** The same change in both languages. */
const CHANGES = {
  typescript: {
    headline: ['title: text().notNull()', "title: text('headline').notNull()"],
    added: ["title: text('headline').notNull(),", "title: text('headline').notNull(), dueOn: text('due_on'),"],
    dropped: [" dueOn: text('due_on'),", ' weight: integer(),'],
    required: [
      "title: text('headline').notNull(),",
      "title: text('headline').notNull(), size: text().notNull().$default(() => 'L'),",
    ],
    unRequired: [" size: text().notNull().$default(() => 'L'),", ''],
    narrowed: ["body: text().notNull().default('')", "body: varchar({ length: 3 }).notNull().default('')"],
    widened: ["body: varchar({ length: 3 }).notNull().default('')", "body: text().notNull().default('')"],
  },
  fastapi: {
    headline: ['title: Mapped[str] = mapped_column(Text)', 'title: Mapped[str] = mapped_column("headline", Text)'],
    added: [
      'title: Mapped[str] = mapped_column("headline", Text)\n',
      'title: Mapped[str] = mapped_column("headline", Text)\n    due_on: Mapped[str | None] = mapped_column(Text)\n',
    ],
    dropped: ['    due_on: Mapped[str | None] = mapped_column(Text)\n', '    weight: Mapped[int | None]\n'],
    required: [
      'title: Mapped[str] = mapped_column("headline", Text)\n',
      'title: Mapped[str] = mapped_column("headline", Text)\n    size: Mapped[str] = mapped_column(Text, default="L")\n',
    ],
    unRequired: ['    size: Mapped[str] = mapped_column(Text, default="L")\n', ''],
    narrowed: ['mapped_column(Text, server_default="")', 'mapped_column(String(3), server_default="")'],
    widened: ['mapped_column(String(3), server_default="")', 'mapped_column(Text, server_default="")'],
  },
} as const;

const change = (language: Language, name: keyof (typeof CHANGES)['typescript']) => {
  const [find, put] = CHANGES[language][name];
  edit(language, find, put);
};

beforeAll(async () => {
  await platform.cli(['new-app', 'Shelf', '--description', 'As it comes.', '--json']);
  await platform.cli(['new-app', 'Rack', '--description', 'As it comes.', '--backend', 'fastapi', '--json']);
  edit(
    'typescript',
    'import { boolean, index, pgTable, text, timestamp, uuid }',
    'import { boolean, index, integer, pgTable, text, timestamp, uuid, varchar }',
  );
  edit('fastapi', 'from sqlalchemy import Index, Text,', 'from sqlalchemy import Index, String, Text,');
  const up = await platform.cli(['up', '--json']);
  expect(up.code, up.stdout).toBe(0);
  for (const slug of Object.values(SLUGS)) {
    const body = JSON.stringify({ title: 'Milk', body: 'two litres' });
    const made = await platform.cli([
      'request',
      slug,
      'POST',
      '/api/notes',
      '--as',
      'member',
      '--data',
      body,
      '--json',
    ]);
    expect(made.data.status, made.stdout).toBe(201);
  }
}, 300_000);
afterAll(() => platform.remove());

test.each(['typescript', 'fastapi'] as const)(
  '%s: from the models to the data',
  { timeout: 500_000 },
  async (language) => {
    const first = migrations(language);

    const same = await migrate(language);
    expect([same.code, same.data]).toEqual([0, { app: SLUGS[language], migration: null, types: null }]);

    change(language, 'headline');
    const unclear = await migrate(language);
    expect([unclear.code, codes(unclear)]).toEqual([1, ['MIGRATION_AMBIGUOUS']]);
    const [{ message, fix }] = unclear.data.problems;
    expect(message).toContain('notes.title');
    expect(message).toContain('notes.headline');
    expect(fix).toContain('--rename notes.title=headline');
    expect(fix).toContain('--drop notes.title');
    expect(migrations(language)).toEqual(first);

    const renamed = await migrate(language, '--rename', 'notes.title=headline');
    expect([renamed.code, renamed.data.migration?.reversible], renamed.stdout).toEqual([0, true]);
    expect(renamed.data.migration.name).toMatch(/^\d{14}_rename_notes_title_to_headline$/);
    expect(await query(language, 'select headline from notes')).toEqual([['Milk']]);

    change(language, 'required');
    const before = migrations(language);
    expect(codes(await migrate(language))).toEqual(['MIGRATION_NEEDS_DEFAULT']);
    change(language, 'unRequired');

    change(language, 'narrowed');
    expect(codes(await migrate(language))).toEqual(['MIGRATION_NARROWS']);
    const failed = await migrate(language, '--narrow', 'notes.body');
    expect([failed.code, codes(failed)]).toEqual([1, ['MIGRATION_FAILS']]);
    expect(failed.data.problems[0].message).toContain('too long');
    change(language, 'widened');
    expect(migrations(language)).toEqual(before);

    change(language, 'added');
    expect(await check(language)).toEqual(['MIGRATION_MISSING']);
    const added = await migrate(language, '--name', 'When it is due');
    expect([added.code, added.data.migration?.reversible], added.stdout).toEqual([0, true]);
    expect(added.data.migration).toMatchObject({ name: expect.stringMatching(/_when_it_is_due$/), backup: null });

    // A number is no new name of a text, so there is nothing unclear; a fix says all that is still to be said.
    change(language, 'dropped');
    change(language, 'narrowed');
    const command = `./scalr migrate ${SLUGS[language]} --drop notes.due_on --narrow notes.body`;
    const lossy = await migrate(language);
    expect(lossy.data.problems.map(({ code, fix }: { code: string; fix: string }) => [code, fix])).toEqual([
      ['MIGRATION_DROPS', `${command}, or put it back into the model`],
      ['MIGRATION_NARROWS', `${command}, or keep the column as it was and add another one`],
    ]);
    const half = await migrate(language, '--drop', 'notes.due_on', '--plan');
    expect(half.data.problems.map(({ fix }: { fix: string }) => fix)).toEqual([
      `${command} --plan, or keep the column as it was and add another one`,
    ]);
    change(language, 'widened');
    const dropped = await migrate(language, '--drop', 'notes.due_on');
    expect([dropped.code, dropped.data.migration?.reversible], dropped.stdout).toEqual([0, false]);
    const [file] = dropped.data.migration.files;
    expect(readFileSync(join(root, file), 'utf8')).toMatch(/^(?:--|#) drops: notes\.due_on$/m);
    expect(existsSync(join(root, dropped.data.migration.backup, 'database'))).toBe(true);

    expect(await check(language)).toEqual([]);
    const later = `${readFileSync(join(root, file), 'utf8')}\n${language === 'typescript' ? '--' : '#'} more\n`;
    writeFileSync(join(root, file), later);
    expect(await check(language)).toEqual(['MIGRATION_EDITED']);
    writeFileSync(join(root, file), later.replace(/\n.*more\n$/, ''));
    expect(await check(language)).toEqual([]);

    expect(await query(language, `select datname from pg_database where datname like 'scalr\\_%'`)).toEqual([]);
    expect(readdirSync(join(root, '.scalr/scaffold')).filter((name) => name.startsWith('migrate-'))).toEqual([]);
  },
);

test('what cannot be meant is refused as wrong usage', { timeout: 60_000 }, async () => {
  const wrong = await migrate('typescript', '--rename', 'notes.nothing=more', '--drop', 'notes.headline');
  expect(codes(wrong)).toEqual(['MIGRATION_NOTHING_TO_RENAME', 'MIGRATION_NOTHING_TO_DROP']);
  expect(codes(await migrate('typescript', '--rename', 'notes'))).toEqual(['MIGRATION_WISH_UNREADABLE']);
});

test('a backend that does not come up leaves no migration behind', { timeout: 120_000 }, async () => {
  const before = migrations('typescript');
  const pinned = 'pinned: boolean().notNull().default(false),';
  edit('typescript', pinned, `${pinned} laterOn: text('later_on'),`);
  const main = join(folder('typescript'), 'backend/src/main.ts');
  const text = readFileSync(main, 'utf8');
  writeFileSync(
    main,
    `${text}\nthrow new Error('not today');\n`.replace(/^(await )?startApp/m, "throw new Error('not today');\n$&"),
  );
  expect(codes(await migrate('typescript'))).toEqual(['MIGRATION_NOT_APPLIED']);
  expect(migrations('typescript')).toEqual(before);
  writeFileSync(main, text);
  const again = await migrate('typescript');
  expect([again.code, migrations('typescript').length], again.stdout).toEqual([0, before.length + 1]);
});

test('checks and defaults of a Python model that its table lacks are told and made', { timeout: 300_000 }, async () => {
  const args = '(Index("notes_by_owner", "owner_id", "created_at"),)';
  const ruled = (rule: string) => `(Index("notes_by_owner", "owner_id", "created_at"), CheckConstraint("${rule}"))`;
  edit('fastapi', 'from sqlalchemy import Index,', 'from sqlalchemy import CheckConstraint, Index,');
  edit('fastapi', args, ruled('length(body) > 50'));
  const failed = await migrate('fastapi');
  expect([failed.code, codes(failed)]).toEqual([1, ['MIGRATION_FAILS']]);
  expect(failed.data.problems[0].message).toContain('notes_body_check');

  edit('fastapi', ruled('length(body) > 50'), ruled('length(body) between 1 and 60'));
  edit('fastapi', 'mapped_column(server_default=text("false"))', 'mapped_column(server_default=text("true"))');
  expect(await check('fastapi')).toEqual(['MIGRATION_MISSING']);
  const made = await migrate('fastapi');
  expect([made.code, made.data.migration?.reversible], made.stdout).toEqual([0, true]);
  const rules = `select pg_get_constraintdef(oid) from pg_constraint where conname = 'notes_body_check'`;
  expect(await query('fastapi', rules)).toEqual([['CHECK (((length(body) >= 1) AND (length(body) <= 60)))']]);
  const preset = `select column_default from information_schema.columns where column_name = 'pinned'`;
  expect(await query('fastapi', preset)).toEqual([['true']]);
  expect((await migrate('fastapi')).data.migration).toBeNull();

  edit('fastapi', ruled('length(body) between 1 and 60'), args);
  expect((await migrate('fastapi')).data.migration).toMatchObject({ reversible: true });
  expect(await query('fastapi', rules)).toEqual([]);
});
