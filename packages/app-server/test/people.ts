import { accessToken, keyServer, signingKey } from '@scalr/auth-client/testing';
import { type TestDatabase, testDatabase } from '@scalr/testing/postgres';
import { bootApp, type RunningApp } from '../src/index.ts';
import { type Answer, call, environment, socketPath } from './backend.ts';

export type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

export interface Office {
  readonly database: TestDatabase;
  readonly lines: readonly string[];
  /** A person with this subject and these groups; null: nobody. */
  as(subject: string | null, groups?: readonly string[]): Ask;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A running app over `src`, with a database of its own, and people to ask it. */
export async function openOffice(src: string): Promise<Office> {
  const key = await signingKey('k1');
  const keys = await keyServer([key]);
  const database = await testDatabase();
  const lines: string[] = [];
  const port = socketPath();
  const boot = () =>
    bootApp({
      src,
      env: environment({ port, databaseUrl: database.url, jwksUrl: keys.url }),
      logStream: { write: (line) => lines.push(line) },
    });
  let app: RunningApp = await boot();
  return {
    database,
    lines,
    as:
      (sub, groups = []) =>
      async (method, path, body, headers = {}) => {
        const token = sub && (await accessToken(key, { now: Math.floor(Date.now() / 1_000), claims: { sub, groups } }));
        return call(port, method, path, {
          ...(token === null ? {} : { token }),
          ...(body === undefined ? {} : { body }),
          headers,
        });
      },
    restart: async () => {
      await app.stop();
      app = await boot();
    },
    close: async () => {
      await app.stop();
      await database.drop();
      await keys.close();
    },
  };
}
