import pg from 'pg';
import type { Log } from '../log.ts';

/** The database can't be asked right now. The process goes on; the answer to the request is 503. */
export class DatabaseAway extends Error {
  readonly status = 503;

  constructor(cause: unknown) {
    super("the identity service can't reach its database", { cause });
    this.name = 'DatabaseAway';
  }
}

/** Prepared once a connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Declares a statement; the name must be unique within the service. */
export const statement = (name: string, text: string): Statement => Object.freeze({ name, text });

export interface Queries {
  /** Rows. @throws DatabaseAway */
  rows<R extends pg.QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<R[]>;
  /** Number of rows changed. @throws DatabaseAway */
  change(statement: Statement, values?: readonly unknown[]): Promise<number>;
}

export interface Database extends Queries {
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

// SQLSTATE classes that say "not now": connection, resources, operator intervention, disk and I/O, read-only.
const AWAY = /^(08|53|57P|58|25006)/;

function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code;
  // An error without a five-character SQLSTATE comes from the socket or the pool, never from a query.
  if (typeof code !== 'string' || code.length !== 5 || AWAY.test(code)) return new DatabaseAway(error);
  return error;
}

function queriesOf(runner: pg.Pool | pg.PoolClient): Queries {
  const run = async (asked: Statement, values: readonly unknown[] = []) => {
    try {
      return await runner.query({ name: asked.name, text: asked.text, values: values as unknown[] });
    } catch (error) {
      throw translate(error);
    }
  };
  return {
    rows: async <R extends pg.QueryResultRow>(asked: Statement, values?: readonly unknown[]) =>
      (await run(asked, values)).rows as R[],
    change: async (asked, values) => (await run(asked, values)).rowCount ?? 0,
  };
}

const BEGIN = statement('begin', 'begin');
const COMMIT = statement('commit', 'commit');
const ROLLBACK = statement('rollback', 'rollback');

export function openDatabase(url: string, log: Log): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
    application_name: 'scalr-auth',
  });
  pool.on('error', (error) => log.warn('database_connection_lost', { reason: error.message }));
  return {
    ...queriesOf(pool),
    transaction: async (work) => {
      const client = await pool.connect().catch((error: unknown) => {
        throw translate(error);
      });
      let broken = false;
      try {
        const queries = queriesOf(client);
        await queries.change(BEGIN);
        const result = await work(queries);
        await queries.change(COMMIT);
        return result;
      } catch (error) {
        broken = error instanceof DatabaseAway;
        if (!broken) await client.query(ROLLBACK.text).catch(() => (broken = true));
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}
