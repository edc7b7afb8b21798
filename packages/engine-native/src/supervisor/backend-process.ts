import { join } from 'node:path';
import type { AppPlan } from '@scalr/plan';
import type { ChildProcessHandle } from '@scalr/process';
import type { Layout } from '../layout.ts';
import { type PythonEnvironments, pythonVariables } from '../python/index.ts';
import type { Inbox } from './inbox.ts';
import type { NodeCommand } from './node-command.ts';
import type { PythonSpares } from './python-spares.ts';
import type { Spare } from './spare-pool.ts';
import type { Spares } from './spares.ts';
import type { ProcessSpec } from './supervised-process.ts';

/** What backends are made of, in either language. */
export interface BackendGround {
  readonly layout: Layout;
  readonly command: NodeCommand;
  readonly spares: Spares;
  readonly environments: PythonEnvironments;
  readonly pythonSpares: PythonSpares;
}

interface Beginning {
  readonly spare: Spare;
  readonly entry: string;
  /** On top of what every child inherits. */
  readonly env: Readonly<Record<string, string>>;
}

type Begin = (ground: BackendGround, folder: string) => Promise<Beginning>;

const BEGIN: Record<AppPlan['manifest']['backend'], Begin> = {
  typescript: async ({ spares }, folder) => ({
    spare: await spares.take(),
    entry: join(folder, 'src', 'main.ts'),
    env: {},
  }),
  fastapi: async ({ environments, pythonSpares }, folder) => {
    const environment = await environments.of(folder);
    const spare = await pythonSpares.take(environment);
    return { spare, entry: join(folder, 'src', 'main.py'), env: pythonVariables(environment) };
  },
  none: async (_ground, folder) => {
    throw new Error(`there is no backend in ${folder}`);
  },
};

/** Absolute path of an app's `backend/`. */
export function backendFolder(app: AppPlan, layout: Layout): string {
  return join(layout.workspace, app.folder, 'backend');
}

/** The backend of one app: made of a spare process. */
export function backendSpec(app: AppPlan, ground: BackendGround): ProcessSpec {
  const inboxes = new WeakMap<ChildProcessHandle, Inbox>();
  const folder = backendFolder(app, ground.layout);
  return {
    ...{ name: app.slug, kind: 'backend', slug: app.slug, url: app.url, sleeps: true },
    ...{ stopSignal: 'SIGTERM', stopGraceMs: 10_000, readyWithinMs: 30_000 },
    fingerprint: JSON.stringify([folder, app.env, app.manifest.backend]),
    launch: async (log) => {
      const { spare, entry, env: more } = await BEGIN[app.manifest.backend](ground, folder);
      inboxes.set(spare.handle, spare.inbox);
      const own = Object.fromEntries(app.env.map(({ key, value }) => [key, value]));
      spare.become({ entry, cwd: folder, env: { ...ground.command.env, ...more, ...own } }, log);
      return spare.handle;
    },
    // Said when migrations are done and the socket is open; what a request then meets is the truth of the moment.
    ready: async (handle, signal) => void (await inboxes.get(handle)?.first('listening', signal)),
  };
}
