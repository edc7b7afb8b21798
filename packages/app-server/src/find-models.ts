import { join } from 'node:path';
import { is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { type Entity, isEntity } from './entity.ts';
import { tableName } from './entity-names.ts';
import { appErrors } from './errors.ts';
import { importFolder } from './import-folder.ts';

/**
 * Every entity of the files in the folder, in the order of the file names. A folder that is not there has none.
 * @throws ScalrError `TABLE_WITHOUT_ACCESS` for a table that no entity holds
 */
export async function findModels(folder: string): Promise<readonly Entity[]> {
  const entities = new Map<PgTable, Entity>();
  const tables = new Map<PgTable, string>();
  for (const { file, module } of await importFolder(folder)) {
    for (const value of Object.values(module)) {
      if (isEntity(value)) entities.set(value.table, value);
      else if (is(value, PgTable)) tables.set(value, join('models', file));
    }
  }
  const [open] = [...tables].filter(([table]) => !entities.has(table));
  if (open !== undefined) {
    throw appErrors.error('tableWithoutAccess', { tables: [tableName(open[0])], place: open[1] });
  }
  return [...entities.values()];
}
