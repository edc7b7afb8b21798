import { get } from 'node:http';

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
 * Starts an app once and ends it: V8 compiles a function when it is first called, and what was called here need not
 * be compiled while somebody waits for a wake. That is half of a wake's time. Leaves nothing open.
 */
export async function rehearse(): Promise<void> {
  const [{ bootApp }, { drizzle }, { pgTable, text, timestamp, uuid }, { Pool }] = await Promise.all([
    import('@scalr/app-server'),
    import('drizzle-orm/node-postgres'),
    import('drizzle-orm/pg-core'),
    import('pg'),
  ]);
  const app = await bootApp({ src: '/nowhere/src', env: ENVIRONMENT, logStream: { write: () => {} } });
  try {
    const [, port] = /:(\d+)$/.exec(app.address) ?? [];
    for (const path of ['/api/health', '/api/me', '/api/openapi.json']) await ask(Number(port), path);
  } finally {
    await app.stop();
  }
  const table = pgTable('rehearsal', { id: uuid().primaryKey().defaultRandom(), name: text(), at: timestamp() });
  const pool = new Pool({ connectionString: 'postgresql://nobody@localhost/nothing?host=/nowhere' });
  drizzle({ client: pool }).select().from(table).toSQL();
  await pool.query('select 1').catch(() => {});
  await pool.end();
}

function ask(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ port, path, host: '127.0.0.1', agent: false }, (response) => response.resume().once('end', resolve)).once(
      'error',
      reject,
    );
  });
}
