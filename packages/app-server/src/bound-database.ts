import type { User } from '@scalr/auth-client/server';
import type { EmptyRelations } from 'drizzle-orm';
import { NodePgSession, NodePgTransaction, nodePgCodecs } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import pg from 'pg';
import type { Database } from './database.ts';

/** Drizzle for one request: one transaction, as one person, under row-level security. */
export interface BoundDatabase {
  readonly database: Database;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

const dialect = new PgDialect({ codecs: nodePgCodecs });
const relations = {} as EmptyRelations;

/**
 * Takes a connection when the first query is made. In it, until the end of the request: the runtime role, which owns
 * no table and which row-level security binds; `app.user_id`, the person's id, empty for nobody; `app.groups`, a JSON
 * array. Queries made at the same time take turns; `database.transaction()` is a savepoint.
 */
export function bindDatabase(pool: pg.Pool, role: string | null, user: User | null): BoundDatabase {
  const client = new BoundClient(pool, openingOf(role, user));
  const session = new NodePgSession(client as unknown as pg.PoolClient, dialect, relations);
  return {
    database: new NodePgTransaction(dialect, session, relations, 0, false),
    commit: () => client.end('commit'),
    rollback: () => client.end('rollback').catch(() => {}),
  };
}

/** One round trip. Values cannot be parameters where there are several statements, so they are quoted. */
function openingOf(role: string | null, user: User | null): string {
  const id = pg.escapeLiteral(user?.id ?? '');
  const groups = pg.escapeLiteral(JSON.stringify(user?.groups ?? []));
  // An app without tables has no runtime role: nothing is there to be read.
  const runtime = role === null ? '' : `set_config('role', ${pg.escapeLiteral(role)}, true), `;
  return `begin; select ${runtime}set_config('app.user_id', ${id}, true), set_config('app.groups', ${groups}, true)`;
}

class BoundClient {
  readonly #pool: pg.Pool;
  readonly #opening: string;
  #client: pg.PoolClient | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #isOver = false;

  constructor(pool: pg.Pool, opening: string) {
    this.#pool = pool;
    this.#opening = opening;
  }

  query(config: pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> {
    if (this.#isOver) {
      return Promise.reject(new Error('The database handle was used after its request was over: await every query.'));
    }
    const answer = this.#turn.then(async () => (await this.#open()).query(config, values));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    this.#isOver = true;
    await this.#turn;
    const client = this.#client;
    if (client === null) return;
    this.#client = null;
    try {
      const { command } = await client.query(how);
      client.release();
      if (how === 'rollback' || command !== 'ROLLBACK') return;
    } catch (error) {
      // Whatever state the connection is in, nobody gets it again.
      client.release(true);
      throw error;
    } finally {
      client.removeListener('error', ignore);
    }
    // Postgres answers so when a failed query was caught and the handler went on as if nothing had been.
    throw new Error(
      'A query failed and its error was caught, so nothing was kept: put it into database.transaction().',
    );
  }

  async #open(): Promise<pg.PoolClient> {
    if (this.#client !== null) return this.#client;
    const client = await this.#pool.connect();
    // A connection lost between two queries is told by the next one; without a listener it would end the process.
    client.on('error', ignore);
    try {
      await client.query(this.#opening);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#client = client;
    return client;
  }
}

const ignore = () => {};
