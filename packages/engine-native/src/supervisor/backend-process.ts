import { join } from 'node:path';
import type { AppPlan } from '@scalr/plan';
import type { ChildProcessHandle } from '@scalr/process';
import { errors } from '../errors.ts';
import type { Layout } from '../layout.ts';
import type { Inbox } from './inbox.ts';
import type { NodeCommand } from './node-command.ts';
import type { Spares } from './spares.ts';
import type { ProcessSpec } from './supervised-process.ts';

/** The backend of one app: made of a spare process. */
export function backendSpec(app: AppPlan, layout: Layout, command: NodeCommand, spares: Spares): ProcessSpec {
  const inboxes = new WeakMap<ChildProcessHandle, Inbox>();
  const folder = join(layout.workspace, app.folder, 'backend');
  return {
    ...{ name: app.slug, kind: 'backend', slug: app.slug, url: app.url, sleeps: true },
    ...{ stopSignal: 'SIGTERM', stopGraceMs: 10_000, readyWithinMs: 30_000 },
    fingerprint: JSON.stringify([folder, app.env, app.manifest.backend]),
    launch: async (log) => {
      if (app.manifest.backend !== 'typescript') {
        throw errors.error('backendUnsupported', { slug: app.slug, backend: app.manifest.backend });
      }
      const spare = await spares.take();
      inboxes.set(spare.handle, spare.inbox);
      const env = { ...command.env, ...Object.fromEntries(app.env.map(({ key, value }) => [key, value])) };
      spare.become({ entry: join(folder, 'src', 'main.ts'), cwd: folder, env }, log);
      return spare.handle;
    },
    // Said when migrations are done and the socket is open; what a request then meets is the truth of the moment.
    ready: async (handle, signal) => void (await inboxes.get(handle)?.first('listening', signal)),
  };
}
