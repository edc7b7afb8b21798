import { join } from 'node:path';
import {
  type Engine,
  engineErrors,
  type MigrationDraft,
  type MigrationSource,
  type Migrations,
  type MigrationWish,
  type Rehearsal,
} from '@scalr/ports';
import { run } from '@scalr/process';
import { z } from 'zod';
import { databaseUrl } from '../ground.ts';
import type { Layout } from '../layout.ts';
import { adminUrlOf } from '../postgres/admin-url.ts';
import { PythonEnvironments, pythonVariables } from '../python/index.ts';
import { migrationErrors } from './errors.ts';
import { lossLines } from './loss-lines.ts';
import { reasonIn } from './reason-in.ts';

export interface MigrationsOptions {
  readonly layout: Layout;
  readonly engine: Engine;
  /** Of the processes that look: the machine's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** The Python that somebody named; undefined: found on PATH. */
  readonly python: () => Promise<string | undefined>;
}

const FOLDER = 'packages/engine-native/src/migrations';
const TIMEOUT_MS = 60_000;

const names = z.array(z.string());
const differencesSchema = z.object({
  ...{ gone: names, came: names, narrowed: names, required: names, tables: names },
  types: z.record(z.string(), z.string()),
  renamed: z.array(z.object({ from: z.string(), to: z.string() })),
});
const drizzleAnswer = z.object({ differences: differencesSchema, statements: names, snapshot: z.string() }).nullable();
const alembicDraft = z.object({ differences: differencesSchema, text: z.string() }).nullable();
const rehearsalSchema: z.ZodType<Rehearsal> = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), tried: z.array(z.object({ name: z.string(), reversible: z.boolean() })) }),
  z.object({
    ok: z.literal(false),
    migration: z.string(),
    doing: z.enum(['up', 'down', 'up again']),
    statement: z.string().nullable(),
    detail: z.string(),
  }),
]);

/** drizzle-kit for TypeScript, which needs no database, and Alembic for FastAPI, which compares with a copy of one. */
export function createMigrations({ layout, engine, environment, python }: MigrationsOptions): Migrations {
  const { install: installFolder, workspace: workspaceFolder } = layout;
  const environments = new PythonEnvironments({ installFolder, workspaceFolder, env: environment, python });

  const copyOf = async <T>(database: string, work: (url: string) => Promise<T>): Promise<T> => {
    const plan = await engine.current();
    if (plan === null) throw engineErrors.error('notRunning', {});
    const found = plan.databases.find(({ name }) => name === database);
    if (found === undefined) throw migrationErrors.error('noSuchDatabase', { database });
    // The driver is loaded by whoever first needs it.
    const { withCopy } = await import('../backup/index.ts');
    return withCopy(adminUrlOf(plan, layout), database, (copy) =>
      work(databaseUrl(plan.postgres, layout, { ...found, name: copy })),
    );
  };

  const ask = async <T>(
    argv: readonly [string, ...string[]],
    { backend }: MigrationSource,
    env: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
  ): Promise<T> => {
    const { code, stdout, stderr } = await run(argv, {
      ...{ cwd: backend, env: { ...environment, ...env }, timeoutMs: TIMEOUT_MS },
    });
    const parsed = code === 0 ? schema.safeParse(JSON.parse(stdout)) : null;
    if (parsed?.success === true) return parsed.data;
    throw migrationErrors.error('notCompared', { detail: reasonIn(stderr) ?? `it ended with ${code}` });
  };

  const alembic = async <T>(source: MigrationSource, job: object, schema: z.ZodType<T>): Promise<T> => {
    const { backend, database } = source;
    const environmentOf = await environments.of(backend);
    return copyOf(database, (url) => {
      const given = { ...job, src: join(backend, 'src'), folder: join(backend, 'migrations') };
      const argv = [environmentOf.interpreter, '-P', join(installFolder, FOLDER, 'alembic_job.py')] as const;
      // Not among the arguments: everybody on the machine can read those.
      const env = { ...pythonVariables(environmentOf), DATABASE_URL: url };
      return ask([...argv, JSON.stringify(given)], source, env, schema);
    });
  };

  const draftOf: Readonly<
    Record<
      MigrationSource['language'],
      (source: MigrationSource, wish: MigrationWish) => Promise<MigrationDraft | null>
    >
  > = {
    typescript: async (source, { renames }) => {
      const job = JSON.stringify({ installFolder, backend: source.backend, renames });
      const argv = [process.execPath, join(installFolder, FOLDER, 'compare.ts'), job] as const;
      const answer = await ask(argv, source, { NODE_COMPILE_CACHE: join(layout.cache, 'node') }, drizzleAnswer);
      if (answer === null) return null;
      const { differences, statements, snapshot } = answer;
      const sql = lossLines(differences, '--') + statements.join('\n--> statement-breakpoint\n');
      return { differences, files: { '/migration.sql': sql, '/snapshot.json': snapshot } };
    },
    fastapi: async (source, { renames, stamp }) => {
      const answer = await alembic(source, { doing: 'draft', renames, stamp }, alembicDraft);
      return answer === null ? null : { differences: answer.differences, files: { '.py': answer.text } };
    },
  };

  const rehearsalOf: Readonly<Record<MigrationSource['language'], (source: MigrationSource) => Promise<Rehearsal>>> = {
    typescript: async ({ database, backend }) => {
      const { rehearseDrizzle } = await import('./rehearse-drizzle.ts');
      return copyOf(database, (url) => rehearseDrizzle(url, backend));
    },
    fastapi: (source) => alembic(source, { doing: 'rehearse' }, rehearsalSchema),
  };

  return {
    draft: (source, wish) => draftOf[source.language](source, wish),
    rehearse: (source) => rehearsalOf[source.language](source),
  };
}
