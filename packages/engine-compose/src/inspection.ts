import { randomBytes } from 'node:crypto';
import { engineErrors, type Inspection, type QueryResult } from '@scalr/ports';
import { execArguments } from './commands.ts';
import { parseCsv } from './csv.ts';
import { serverOf } from './databases.ts';
import { createDocker } from './docker.ts';
import type { ComposeLayout } from './layout.ts';
import { psql, quoted, refusalIn } from './psql.ts';

/** Looks into the databases of a running platform, each time as a role that lives as long as the query. */
export function createComposeInspection(
  layout: ComposeLayout,
  environment: Readonly<Record<string, string>>,
): Inspection {
  const docker = createDocker(environment);
  return {
    query: async (database, sql, limit) => {
      const { id } = await serverOf(docker, layout, database);
      const role = `scalr_reader_${randomBytes(6).toString('hex')}`;
      const asAdmin = (statements: string) => psql(docker, id, 'postgres', statements);
      try {
        await asAdmin(
          `create role ${role} login nosuperuser nocreatedb nocreaterole noreplication bypassrls connection limit 1
           in role pg_read_all_data; grant connect on database ${quoted(database)} to ${role};`,
        );
        const argv = ['psql', '--quiet', '--no-psqlrc', '--csv', '--set', 'ON_ERROR_STOP=1', '--username', role];
        const nothing = randomBytes(12).toString('hex');
        const { code, stdout, stderr } = await docker.run(execArguments(id, [...argv, '--dbname', database]), {
          input: readOnly(sql, limit, nothing),
        });
        if (code !== 0) throw new Error(refusalIn(stderr));
        return resultOf(stdout, limit, nothing);
      } catch (cause) {
        throw engineErrors.error('queryFailed', { detail: (cause as Error).message }, { cause });
      } finally {
        const statements = `revoke all on database ${quoted(database)} from ${role}; drop role if exists ${role};`;
        await asAdmin(statements).catch(() => {});
      }
    },
  };
}

/**
 * The statement never stands among what psql reads, which would run its own commands in it; a cursor takes one
 * statement, none that ends the transaction and goes on.
 * @param nothing stands for null
 */
function readOnly(sql: string, limit: number, nothing: string): string {
  const encoded = Buffer.from(sql, 'utf8').toString('base64');
  return `\\pset null ${nothing}
\\o /dev/null
begin read only;
set local statement_timeout = '5s';
select set_config('scalr.statement', convert_from(decode('${encoded}', 'base64'), 'UTF8'), true);
do $open$ declare rows refcursor := 'rows'; begin open rows for execute current_setting('scalr.statement'); end $open$;
\\o
fetch ${limit + 1} from "rows";
rollback;
`;
}

function resultOf(printed: string, limit: number, nothing: string): QueryResult {
  const [columns = [], ...rows] = parseCsv(printed);
  const values = rows.map((row) => row.map((value) => (value === nothing ? null : value)));
  return { columns, rows: values.slice(0, limit), truncated: values.length > limit };
}
