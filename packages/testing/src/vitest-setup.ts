import { SERVER_VARIABLE, testServer } from './postgres.ts';

/** One real Postgres for a whole test run. Vitest ends its workers without warning, so they cannot hold it. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await testServer();
  process.env[SERVER_VARIABLE] = server.adminUrl;
  return () => server.stop();
}
