import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVER_VARIABLE, testServer } from './postgres.ts';

/**
 * One real Postgres and one temporary folder for a whole test run; workers inherit both by their environment. Vitest
 * ends its workers without warning, so they cannot hold the one, and nothing of the other outlives the run. The name
 * is short because unix sockets lie in it.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'sr-'));
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  const server = await testServer();
  process.env[SERVER_VARIABLE] = server.adminUrl;
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}
