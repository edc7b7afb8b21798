import type { NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgAsyncDatabase } from 'drizzle-orm/pg-core';
import pg from 'pg';

/** Drizzle as a handler is given it. */
export type Database = PgAsyncDatabase<NodePgQueryResultHKT>;

/**
 * Opens no connection yet. At most five at a time, given back after ten idle seconds, so that fifty awake apps
 * fit into one server; who waits longer than five seconds for one gets 503.
 */
export function openDatabase(url: string, applicationName: string, onLost: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: 5,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 10_000,
    query_timeout: 30_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  });
  // Without a listener a lost idle connection would end the process.
  pool.on('error', onLost);
  return pool;
}
