import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LABELS } from '@scalr/containers';
import {
  type ComposeLayout,
  composeLayout,
  createComposeDatabases,
  createComposeInspection,
} from '@scalr/engine-compose';
import { writeFileAtomically } from '@scalr/fileset';
import { run } from '@scalr/process';
import { installFolder, until } from '@scalr/testing';
import { readEnvironment } from '@scalr/workspace/environment';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { inherited, docker } = readEnvironment(process.env);
const env = { ...inherited, ...docker };
const isAsked = process.env.SCALR_CONTAINERS === '1';
const reason = isAsked ? '' : ', skipped: SCALR_CONTAINERS=1 is not set';

const NOTES = `
create role notes login; create role notes_runtime nologin; create database notes owner notes;
\\connect notes
set role notes;
create table notes (id serial primary key, text text, "odd,name" text);
insert into notes (text) values ('a'), ('b, "q"'), (null), (''), (E'x\\ny'), ('SET transaction_timeout = 0;');
grant select on notes to notes_runtime;
alter table notes enable row level security; alter table notes force row level security;
`;

describe.skipIf(!isAsked)(`databases in containers${reason}`, () => {
  const name = `scalr-test-databases-${process.pid}`;
  let layout: ComposeLayout;
  const docker = (args: readonly string[], input = '') => run(['docker', ...args], { env, input });
  const psql = (sql: string) => docker(['exec', '-i', name, 'psql', '-U', 'postgres', '-v', 'ON_ERROR_STOP=1'], sql);

  beforeAll(async () => {
    layout = composeLayout(mkdtempSync(join(tmpdir(), 'scalr-databases-')), installFolder(), 1000);
    await writeFileAtomically(join(layout.folder, 'databases.json'), JSON.stringify({ notes: 'notes' }));
    const labels = [`${LABELS.process}=notes.db`, `${LABELS.workspace}=${layout.workspaceId}`];
    const options = ['--network', 'none', '--env', 'POSTGRES_PASSWORD=only-for-this-test'];
    await docker([
      ...['run', '--detach', '--name', name, ...options],
      ...labels.flatMap((label) => ['--label', label]),
      'postgres:16',
    ]);
    const ready = ['exec', name, 'pg_isready', '-q', '-h', '127.0.0.1', '-U', 'postgres'];
    await until('Postgres answers', async () => (await docker(ready)).code === 0, 90_000);
    expect(await psql(NOTES)).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await docker(['rm', '--force', '--volumes', name]);
    rmSync(layout.workspace, { recursive: true, force: true });
  });

  const read = (sql: string, limit = 10) => createComposeInspection(layout, env).query('notes', sql, limit);

  it('come back as they were saved', async () => {
    const databases = createComposeDatabases(layout, env);
    const saved = await databases.save('notes', join(layout.workspace, 'backup'));
    expect(saved).toEqual({ tables: [{ name: 'public.notes', rows: 6 }] });
    await psql('drop database notes; create database notes owner notes;');
    expect(await databases.load('notes', join(layout.workspace, 'backup'))).toEqual(saved);
    expect((await read('select text from notes order by id')).rows.flat()).toEqual([
      ...['a', 'b, "q"', null, '', 'x\ny', 'SET transaction_timeout = 0;'],
    ]);
    const { stdout } = await psql('select datname from pg_database;');
    expect(stdout).not.toContain('scalr_proof_');
  });

  it('say of a folder without a dump that another engine wrote it', async () => {
    const nothing = join(layout.workspace, 'nothing');
    await expect(createComposeDatabases(layout, env).load('notes', nothing)).rejects.toMatchObject({
      code: 'DATABASE_NOT_LOADED',
      message: expect.stringContaining('another engine'),
    });
  });

  it('are read with their names, up to a limit', async () => {
    expect(await read('select * from notes order by id', 1)).toEqual({
      columns: ['id', 'text', 'odd,name'],
      rows: [['1', 'a', null]],
      truncated: true,
    });
  });

  it.each([
    'delete from notes',
    "insert into notes (text) values ('z') returning id",
    'select 1; drop table notes',
    'commit; drop table notes',
    '\\! touch /tmp/broken-out',
    'select lo_create(0)',
    "select set_config('transaction_read_only', 'off', true)",
    'select pg_sleep(9)',
  ])('are not changed by: %s', async (sql) => {
    await expect(read(sql)).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    expect((await read('select count(*) from notes')).rows).toEqual([['6']]);
    const left = await docker(['exec', name, 'sh', '-c', 'ls /tmp']);
    expect(left.stdout).not.toContain('broken-out');
    expect((await psql('select rolname from pg_roles;')).stdout).not.toContain('scalr_reader_');
  });
});
