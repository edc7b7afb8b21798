import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** One administrator connection, closed afterwards. */
export async function withAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A server that dies meanwhile shows in the query's own error.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether the server takes connections; null says yes, otherwise why not. */
export async function refusal(url: string): Promise<string | null> {
  try {
    await withAdmin(url, (client) => client.query('select 1'));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Waits until the server takes connections.
 * @returns null when it does, or the last refusal after `timeoutMs`, or as soon as `signal` says there is no hope
 */
export async function waitUntilReady(url: string, timeoutMs: number, signal: AbortSignal): Promise<string | null> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const reason = await refusal(url);
    if (reason === null || signal.aborted || performance.now() > deadline) return reason;
    await delay(10);
  }
}
