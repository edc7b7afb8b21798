/**
 * A process of its own: `node draft.ts <job as JSON>` loads the models of a backend and prints `{sql, snapshot}` of
 * what makes one new table. It asks nothing: tables that are there already are left as their last migration has them.
 */
import { z } from 'zod';
import { resolveStack } from '../backends/resolve.ts';
import { loadModels, readSnapshots } from './drizzle-models.ts';

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
const models = await loadModels(backend);
const latest = Object.values(readSnapshots(backend)).at(-1);
/** Null: there is no migration yet. */
const before = latest === undefined ? null : snapshotSchema.parse(latest);
const all = snapshotSchema.parse(await generateDrizzleJson(models, before?.id ?? NONE));
const own = all.ddl.filter((entity) => (entity.entityType === 'tables' ? entity.name : entity.table) === table);
const former = before ?? { ...all, id: NONE, ddl: [] };
const after = { type: 'base', ...all, footprints: [], ddl: [...former.ddl, ...own] };
const statements = await generateMigration(former, after);
const sql = statements.map((statement) => statement.trim()).join('\n--> statement-breakpoint\n');
print(JSON.stringify({ sql, snapshot: `${JSON.stringify(after, null, 2)}\n` }), () => process.exit(0));
