/**
 * The process of all frontends in edit mode: `node host.ts` with an IPC channel, told by {@link ToFrontendHost}.
 * It ends with its parent.
 */
import { inspect } from 'node:util';
import { collectGarbage } from '../stack/garbage.ts';
import { FrontendHost } from './frontend-host.ts';
import { type FromFrontendHost, type ToFrontendHost, toFrontendHost } from './messages.ts';

const IDLE_MS = 20 * 60_000;
const QUIET_MS = 5_000;

process.title = 'scalr: frontends';

let host: FrontendHost | undefined;
// One after the other: a set of apps may arrive while the one before is still being applied.
let work: Promise<void> = Promise.resolve();

process.on('message', (message) => {
  const parsed = toFrontendHost.safeParse(message);
  if (parsed.success) work = work.then(() => serve(parsed.data)).catch(fail);
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => void end());
// A plugin of one app that throws outside of a request must not take the other apps down.
process.on('uncaughtException', (error) => console.error(inspect(error)));
process.on('unhandledRejection', (error) => console.error(inspect(error)));

// Making an instance leaves a lot behind. Collected once after each burst of requests.
let seen = 0;
let collected = 0;
setInterval(() => {
  const requests = host?.requests ?? 0;
  if (requests === seen && requests !== collected) {
    collectGarbage();
    collected = requests;
  }
  seen = requests;
}, QUIET_MS).unref();

async function serve({ apps, socket, stateFolder, installFolder, workspaceFolder }: ToFrontendHost): Promise<void> {
  host ??= new FrontendHost({
    socket,
    stateFolder,
    installFolder,
    workspaceFolder,
    idleMs: IDLE_MS,
    now: Date.now,
    onError: (slug, error) => console.error(`[${slug}] ${inspect(error)}`),
  });
  await host.serve(apps);
  process.send?.({ type: 'listening' } satisfies FromFrontendHost);
}

function fail(error: unknown): void {
  console.error(inspect(error));
  process.exit(1);
}

async function end(): Promise<void> {
  await host?.close();
  process.exit(0);
}
