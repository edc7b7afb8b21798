import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ApiDocument } from './open-api.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Numbers of a backend, each where it stands in its sources. */
const NUMBERS = [
  ['A body', 'packages/app-server/src/server.ts', /bodyLimit: ([\d_ *]+)/, bytes],
  ['The body of a logout token', 'packages/app-server/src/own-routes.ts', /bodyLimit: ([\d_ *]+)/, bytes],
  [
    'Waiting for a connection of the database',
    'packages/app-server/src/database.ts',
    /connectionTimeoutMillis: ([\d_]+)/,
    seconds,
  ],
  ['Connections to the database of one backend', 'packages/app-server/src/database.ts', /max: (\d+)/, String],
  ['A statement of the database', 'packages/app-server/src/database.ts', /statement_timeout: ([\d_]+)/, seconds],
  [
    'A transaction that does nothing',
    'packages/app-server/src/database.ts',
    /idle_in_transaction_session_timeout: ([\d_]+)/,
    seconds,
  ],
  ['Stopping, requests in hand included', 'packages/app-server/src/start-app.ts', /STOP_MS = ([\d_]+)/, seconds],
  [
    'A call to another app, unless it says otherwise',
    'packages/auth-client-ts/src/server/app-caller.ts',
    /TIMEOUT_MS = ([\d_]+)/,
    seconds,
  ],
  ['The answer of a called app', 'packages/auth-client-ts/src/server/app-caller.ts', /MAX_BYTES = ([\d_ *]+)/, bytes],
] as const;

export async function limits(api: ApiDocument): Promise<readonly (readonly string[])[]> {
  const numbers = await Promise.all(
    NUMBERS.map(async ([what, file, pattern, unit]) => {
      const [, product] = pattern.exec(await readFile(join(ROOT, file), 'utf8')) ?? [];
      if (product === undefined) throw new Error(`${file} does not say: ${what}`);
      const factors = product.split('*').map((factor) => Number(factor.replaceAll('_', '').trim()));
      return [what, unit(factors.reduce((total, factor) => total * factor, 1))];
    }),
  );
  const list = api.paths['/api/notes']?.get?.parameters?.find(({ name }) => name === 'limit')?.schema;
  return [...numbers, ['Entries of one page of a list', String(list?.maximum)]];
}

function bytes(count: number): string {
  return count >= 1024 * 1024 ? `${count / 1024 / 1024} MiB` : `${count / 1024} KiB`;
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1_000} seconds`;
}
