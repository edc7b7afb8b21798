import { randomBytes } from 'node:crypto';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from '@scalr/fileset';
import { type Databases, engineErrors, type SavedDatabase } from '@scalr/ports';
import { downArguments, execArguments, projectVolumesArguments } from './commands.ts';
import { type Container, isServing, listContainers } from './container.ts';
import { createDocker, type Docker, lastLines } from './docker.ts';
import { databaseOwner } from './known-databases.ts';
import type { ComposeLayout } from './layout.ts';
import { psql, quoted } from './psql.ts';
import { removeVolumes } from './take-down.ts';

/** What `pg_dump --format=custom` wrote (https://www.postgresql.org/docs/16/app-pgdump.html). */
const FILE = 'database.dump';
const TURN_WITHIN_MS = 30 * 60_000;

/** Databases of single apps, each in a server of its own. */
export function createComposeDatabases(
  layout: ComposeLayout,
  environment: Readonly<Record<string, string>>,
): Databases {
  const docker = createDocker(environment);
  const server = (name: string) => serverOf(docker, layout, name);
  return {
    exists: async (name) => {
      const owner = await databaseOwner(layout, name);
      return owner !== null && (await docker.read(projectVolumesArguments(`scalr-${owner}`))).trim() !== '';
    },

    // The server goes with its only database: the next `up` makes both anew.
    drop: async (name) => {
      const owner = await databaseOwner(layout, name);
      if (owner === null) return;
      try {
        await withFileLock(
          layout.lock,
          async () => {
            await docker.read(downArguments(`scalr-${owner}`, { volumes: true }));
            await removeVolumes(docker, `scalr-${owner}`);
          },
          { waitMs: TURN_WITHIN_MS },
        );
      } catch (cause) {
        throw engineErrors.error('notDropped', { database: name, detail: (cause as Error).message }, { cause });
      }
    },

    save: async (name, folder) => {
      try {
        const { id } = await server(name);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const argv = ['pg_dump', '--format=custom', '--username=postgres', name];
        await expectDone(docker, id, argv, { outputFile: join(folder, FILE) });
        return await prove(docker, id, name, join(folder, FILE));
      } catch (cause) {
        throw engineErrors.error('notSaved', { database: name, detail: (cause as Error).message }, { cause });
      }
    },

    load: async (name, folder) => {
      try {
        const file = join(folder, FILE);
        await access(file).catch(() => {
          throw new Error(`${file} is missing: it was saved by another engine`);
        });
        const { id } = await server(name);
        await restore(docker, id, name, file);
        return await countRows(docker, id, name);
      } catch (cause) {
        throw engineErrors.error('notLoaded', { database: name, detail: (cause as Error).message }, { cause });
      }
    },
  };
}

/**
 * The container of the server that holds a database.
 * @throws ScalrError `PLATFORM_NOT_RUNNING`
 */
export async function serverOf(docker: Docker, layout: ComposeLayout, name: string): Promise<Container> {
  const owner = await databaseOwner(layout, name);
  const found = (await listContainers(docker)).find(
    (one) => one.workspaceId === layout.workspaceId && one.process === `${owner}.db` && isServing(one),
  );
  if (found === undefined) throw engineErrors.error('notRunning', {});
  return found;
}

async function expectDone(
  docker: Docker,
  id: string,
  argv: readonly string[],
  files: { readonly inputFile?: string; readonly outputFile?: string },
): Promise<void> {
  const { code, stderr } = await docker.run(execArguments(id, argv), files);
  if (code !== 0) throw new Error(lastLines(stderr));
}

/**
 * A dump may be newer than the server, and then begins with a setting that the server does not know. Only the head of
 * it is looked at: the same words may be in a row.
 */
const RESTORE = `set -o pipefail
pg_restore --file=- | sed '1,40{/^SET transaction_timeout = /d}' |
  psql --quiet --no-psqlrc --single-transaction --set ON_ERROR_STOP=1 --username postgres --dbname "$0" --output /dev/null`;

/** Wholly or not at all: the file is read to its end once before anything of it is done. */
async function restore(docker: Docker, id: string, name: string, inputFile: string): Promise<void> {
  await expectDone(docker, id, ['pg_restore', '--file=/dev/null'], { inputFile });
  await expectDone(docker, id, ['bash', '-c', RESTORE, name], { inputFile });
}

/** Reads everything back into a database that goes again, and counts there. */
async function prove(docker: Docker, id: string, _name: string, file: string): Promise<SavedDatabase> {
  const scratch = `scalr_proof_${randomBytes(6).toString('hex')}`;
  const server = (sql: string) => psql(docker, id, 'postgres', sql);
  try {
    await server(`create database ${scratch} template template0;`);
    await restore(docker, id, scratch, file);
    return await countRows(docker, id, scratch);
  } finally {
    await server(`drop database if exists ${quoted(scratch)} with (force);`);
  }
}

/** Every table, read without policies. */
const COUNTS = `select format('select %L, count(*) from %I.%I', schemaname || '.' || tablename, schemaname, tablename)
from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by schemaname, tablename \\gexec
`;

async function countRows(docker: Docker, id: string, name: string): Promise<SavedDatabase> {
  const printed = await psql(docker, id, name, COUNTS, ['--no-align', '--tuples-only', '--field-separator', '\t']);
  const lines = printed.split('\n').filter((line) => line !== '');
  return {
    tables: lines.map((line) => {
      const tab = line.lastIndexOf('\t');
      return { name: line.slice(0, tab), rows: Number(line.slice(tab + 1)) };
    }),
  };
}
