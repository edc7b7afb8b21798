/**
 * A process of its own: `node compare.ts <job as JSON>` loads the models of a backend and prints what its migrations
 * lack, `{differences, statements, snapshot}`, or null. It asks nobody: what is not said to be renamed is dropped and
 * made anew, and whoever reads the differences decides whether that may be.
 */
import { z } from 'zod';
import { resolveStack } from '../backends/resolve.ts';
import { loadModels, readSnapshots } from './drizzle-models.ts';
import { differencesOf, type SchemaEntity } from './schema-differences.ts';

const { installFolder, backend, renames } = z
  .strictObject({
    installFolder: z.string(),
    backend: z.string(),
    renames: z.array(z.strictObject({ from: z.string(), to: z.string() })),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

interface State {
  readonly id: string;
  readonly ddl: readonly SchemaEntity[];
}

const NONE = '00000000-0000-0000-0000-000000000000';

process.removeAllListeners('warning');
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
resolveStack({ entries: {}, installFolder });

const kit = await import('drizzle-kit/api-postgres');
const snapshots = readSnapshots(backend);
const before = Object.keys(snapshots).length === 0 ? null : ((await kit.reconstruct(snapshots)) as unknown as State);
const all = (await kit.generateDrizzleJson(await loadModels(backend), before?.id ?? NONE)) as unknown as State;
const former: State = before ?? { ...all, id: NONE, ddl: [] };
const differences = differencesOf(former.ddl, all.ddl, renames);
const statements = await statementsOf();
const answer =
  statements.length === 0
    ? null
    : {
        differences,
        statements: statements.map((statement) => withoutCutting(statement.trim())),
        snapshot: `${JSON.stringify({ type: 'base', ...all, footprints: [] }, null, 2)}\n`,
      };
print(JSON.stringify(answer), () => process.exit(0));

async function statementsOf(): Promise<readonly string[]> {
  const hints: object[] = differences.renamed.map(({ from, to }) => {
    const kind = all.ddl.some((one) => one.entityType === 'tables' && sameTable(one, to)) ? 'table' : 'column';
    return { type: 'rename', kind, from: parts(from, kind), to: parts(to, kind) };
  });
  for (;;) {
    try {
      return await kit.generateMigration(former, all, { hints: hints as never });
    } catch (error) {
      const missing = (error as { missingHints?: readonly { type: string; kind: string; entity: string[] }[] })
        .missingHints;
      if (missing === undefined || missing.length === 0) throw error;
      const known = hints.length;
      for (const { type, kind, entity } of missing) {
        const answered = type === 'rename_or_create' ? 'create' : type;
        const hint = { type: answered, kind, entity };
        if (!hints.some((one) => JSON.stringify(one) === JSON.stringify(hint))) hints.push(hint);
      }
      if (hints.length === known) throw error;
    }
  }
}

function sameTable({ schema, name }: SchemaEntity, wanted: string): boolean {
  return (schema === 'public' ? name : `${schema}.${name}`) === wanted;
}

function parts(name: string, kind: 'table' | 'column'): readonly string[] {
  const given = name.split('.');
  return given.length < (kind === 'table' ? 2 : 3) ? ['public', ...given] : given;
}

/** drizzle-kit casts texts to shorter ones, which cuts them off and tells nobody. Without the cast Postgres refuses. */
function withoutCutting(statement: string): string {
  return statement.replace(/( SET DATA TYPE (?:var)?char\(\d+\)) USING [^;]+/, '$1');
}
