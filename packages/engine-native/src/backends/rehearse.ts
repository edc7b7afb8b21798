import { mkdir } from 'node:fs/promises';
import { get } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { rehearsalDatabase } from './rehearsal-database.ts';

const PASSWORD = 'rehearsal';

/** An environment that is complete and points nowhere: nothing is asked of these addresses. */
const ENVIRONMENT = {
  APP_SLUG: 'rehearsal',
  PORT: '0',
  LOG_LEVEL: 'info',
  PUBLIC_URL: 'http://rehearsal.localhost',
  OIDC_ISSUER: 'http://auth.localhost',
  OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks',
  OIDC_AUDIENCE: 'urn:app:rehearsal',
  OIDC_CLIENT_ID: 'rehearsal',
  OIDC_PROVIDER: 'embedded',
  AUTH_REQUIRED_GROUPS: '',
};

/**
 * Starts an app once, with migrations and all, and ends it: V8 compiles a function when it is first called, and what
 * was called here need not be compiled while somebody waits for a wake. That is more than half of a wake's time.
 * Leaves nothing open; the folder is that of an app without migrations, made once and shared by all rehearsals.
 */
export async function rehearse(folder: string): Promise<void> {
  const [{ bootApp }, { drizzle }, { pgTable, text, timestamp, unique, uuid }] = await Promise.all([
    import('@scalr/app-server'),
    import('drizzle-orm/node-postgres'),
    import('drizzle-orm/pg-core'),
  ]);
  const database = rehearsalDatabase(PASSWORD);
  try {
    await mkdir(join(folder, 'migrations'), { recursive: true });
    const DATABASE_URL = `postgresql://rehearsal:${PASSWORD}@127.0.0.1:${await listen(database)}/rehearsal`;
    const app = await bootApp({
      src: join(folder, 'src'),
      env: { ...ENVIRONMENT, DATABASE_URL },
      logStream: { write: () => {} },
    });
    const port = Number(/:(\d+)$/.exec(app.address)?.[1]);
    for (const path of ['/api/health', '/api/me', '/api/openapi.json']) await ask(port, path);
    await app.stop();
    const columns = { id: uuid().primaryKey().defaultRandom(), name: text().notNull(), at: timestamp().defaultNow() };
    const table = pgTable('rehearsal', columns, (t) => [unique().on(t.name)]);
    drizzle.mock().select().from(table).toSQL();
  } finally {
    database.close();
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function ask(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ port, path, host: '127.0.0.1', agent: false }, (response) => {
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
}
