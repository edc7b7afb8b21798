/**
 * A process of its own: `node draft.ts <job as JSON>` loads the models of a backend and prints `{sql, snapshot}` of
 * what makes one new table. It asks nothing: tables that are there already are left as their last migration has them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { resolveStack } from '../backends/resolve.ts';

const { installFolder, backend, table } = z
  .strictObject({ installFolder: z.string(), backend: z.string(), table: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));

const snapshotSchema = z.looseObject({ id: z.string(), ddl: z.array(z.looseObject({ entityType: z.string() })) });
const NONE = '00000000-0000-0000-0000-000000000000';

process.removeAllListeners('warning');
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
resolveStack({ entries: {}, installFolder });

const { generateDrizzleJson, generateMigration } = await import('drizzle-kit/api-postgres');
const models: Record<string, unknown> = {};
const folder = join(backend, 'src/models');
for (const file of readdirSync(folder).filter((name) => /(?<!\.d|\.test)\.ts$/.test(name))) {
  const module: Record<string, unknown> = await import(pathToFileURL(join(folder, file)).href);
  for (const [name, value] of Object.entries(module)) models[`${file} ${name}`] = value;
}
const before = lastSnapshot(join(backend, 'migrations'));
const all = snapshotSchema.parse(await generateDrizzleJson(models, before?.id ?? NONE));
const own = all.ddl.filter((entity) => (entity.entityType === 'tables' ? entity.name : entity.table) === table);
const former = before ?? { ...all, id: NONE, ddl: [] };
const after = { type: 'base', ...all, footprints: [], ddl: [...former.ddl, ...own] };
const statements = await generateMigration(former, after);
const sql = statements.map((statement) => statement.trim()).join('\n--> statement-breakpoint\n');
print(JSON.stringify({ sql, snapshot: `${JSON.stringify(after, null, 2)}\n` }), () => process.exit(0));

/** Null: there is no migration yet. */
function lastSnapshot(migrations: string): z.output<typeof snapshotSchema> | null {
  let names: readonly string[] = [];
  try {
    names = readdirSync(migrations).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  for (const name of [...names].reverse()) {
    try {
      return snapshotSchema.parse(JSON.parse(readFileSync(join(migrations, name, 'snapshot.json'), 'utf8')));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    }
  }
  return null;
}
