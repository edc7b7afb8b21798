import { flushCompileCache } from 'node:module';
import type { FromGateway } from '@scalr/ports';
import { Gateway } from './gateway.ts';
import { readMessage } from './settings.ts';

/** Started with an IPC channel by the supervisor; it outlives it, so that a dead supervisor closes no front door. */
const gateway = new Gateway(say);

process.on('message', (message) => {
  try {
    gateway.receive(readMessage(message));
  } catch (error) {
    console.error(JSON.stringify({ level: 'error', message: `refused a message: ${(error as Error).message}` }));
  }
});
process.on('disconnect', () => undefined);
// Whoever read what is printed may be gone with the supervisor.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void gateway.stop().then(() => process.exit(0));
  });
}

function say(message: FromGateway): void {
  if (message.type === 'ready') flushCompileCache();
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
