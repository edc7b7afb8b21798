import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppPlan } from '@scalr/plan';
import type { ChildProcessHandle } from '@scalr/process';
import { errors } from '../errors.ts';
import { type Layout, socketOf } from '../layout.ts';
import type { Inbox } from './inbox.ts';
import type { NodeCommand } from './node-command.ts';
import { probe } from './probe.ts';
import type { Spares } from './spares.ts';
import type { ProcessSpec } from './supervised-process.ts';

/** Between two looks at an app that listens but is not healthy yet. */
const PROBE_EVERY_MS = 50;

/** The backend of one app: made of a spare process, ready when its health path answers 200. */
export function backendSpec(app: AppPlan, layout: Layout, command: NodeCommand, spares: Spares): ProcessSpec {
  const inboxes = new WeakMap<ChildProcessHandle, Inbox>();
  const folder = join(layout.workspace, app.folder, 'backend');
  return {
    ...{ name: app.slug, kind: 'backend', slug: app.slug, url: app.url, sleeps: true },
    ...{ stopSignal: 'SIGTERM', stopGraceMs: 10_000, readyWithinMs: 30_000 },
    fingerprint: JSON.stringify([folder, app.env, app.manifest.backend, app.manifest.routing.health_path]),
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
    ready: async (handle, signal) => {
      await inboxes.get(handle)?.first('listening', signal);
      const target = { socketPath: socketOf(layout, app.slug) };
      const path = app.manifest.routing.health_path;
      for (;;) {
        const status = await probe({ target, path, host: new URL(app.url).host, timeoutMs: 5_000, signal });
        if (status === 200) return;
        await delay(PROBE_EVERY_MS, undefined, { signal });
      }
    },
  };
}
