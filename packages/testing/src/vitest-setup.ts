import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHES_VARIABLE } from './cache-sharing.ts';
import { SERVER_VARIABLE, testServer } from './postgres.ts';

/**
 * One real Postgres, one temporary folder and the caches of a whole test run; workers inherit them by their environment.
 * Vitest ends its workers without warning, so they cannot hold the first, and nothing of the others outlives the run.
 * The name is short because unix sockets lie in it.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'sr-'));
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  process.env[CACHES_VARIABLE] = join(folder, 'caches');
  const server = await testServer();
  process.env[SERVER_VARIABLE] = server.adminUrl;
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}
