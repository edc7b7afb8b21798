import pg from 'pg';
import { qualified, type SchemaTable } from './load-database.ts';

/** Rows at once: small enough for any memory, large enough for few of them. */
const PAGE = 2_000;

/** Rows of a table within the transaction that is open: lines of JSON, each an array of texts by column. */
export async function* readPages(client: pg.Client, table: SchemaTable): AsyncGenerator<readonly string[]> {
  const texts = table.columns.map(([column]) => `${pg.escapeIdentifier(column)}::text`);
  const row = texts.length === 0 ? "'[]'" : `array_to_json(array[${texts.join(', ')}])::text`;
  await client.query(`declare page no scroll cursor for select ${row} from ${qualified(table)}`);
  for (;;) {
    const { rows } = await client.query<[string]>({ text: `fetch ${PAGE} from page`, rowMode: 'array' });
    if (rows.length === 0) break;
    yield rows.map(([line]) => line);
  }
  await client.query('close page');
}
