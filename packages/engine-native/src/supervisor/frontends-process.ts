import { join } from 'node:path';
import type { Plan } from '@scalr/plan';
import { start } from '@scalr/process';
import { FRONTEND_HOST_ENV, frontendHostCommand } from '../frontends/index.ts';
import { type Layout, socketOf } from '../layout.ts';
import { Inbox } from './inbox.ts';
import type { NodeCommand } from './node-command.ts';
import type { ProcessSpec } from './supervised-process.ts';

/** What the Vite host is told: all frontends of the plan. */
export function frontendsMessage(plan: Plan, layout: Layout) {
  return {
    type: 'frontends',
    socket: socketOf(layout, 'frontends'),
    stateFolder: layout.state,
    installFolder: layout.install,
    workspaceFolder: layout.workspace,
    apps: plan.apps.flatMap((app) => {
      const route = plan.routes.find(({ slug }) => slug === app.slug);
      if (app.frontend !== 'page' || route === undefined) return [];
      return [{ slug: app.slug, host: route.host, root: join(layout.workspace, app.folder, 'frontend') }];
    }),
  };
}

/** Edit mode: one Vite host for all frontends, started at the first page. */
export function frontendsSpec(plan: () => Plan, layout: Layout, command: NodeCommand): ProcessSpec {
  const inbox = new Inbox();
  return {
    ...{ name: 'frontends', kind: 'frontend', slug: null, url: null, sleeps: true },
    ...{ stopSignal: 'SIGTERM', stopGraceMs: 4_000, readyWithinMs: 30_000, fingerprint: 'frontends' },
    launch: (log) =>
      start(frontendHostCommand(), {
        ...{ name: 'frontends', cwd: layout.workspace, env: { ...command.env, ...FRONTEND_HOST_ENV }, ipc: true },
        onLine: (line) => log.write(line),
        onMessage: inbox.reset().deliver,
      }),
    ready: async (handle, signal) => {
      handle.send(frontendsMessage(plan(), layout));
      await inbox.first('listening', signal);
    },
  };
}
