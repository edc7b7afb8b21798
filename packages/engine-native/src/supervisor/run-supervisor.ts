import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '@scalr/plan';
import { makeFolders, readAllocation } from '../allocate.ts';
import { errors } from '../errors.ts';
import { type Layout, socketOf } from '../layout.ts';
import type { ControlCall, ControlEvent } from './control-protocol.ts';
import { listenForControl } from './control-server.ts';
import { SUPERVISOR_LOCK, takeLock } from './lock.ts';
import { nodeCommand } from './node-command.ts';
import { Supervisor } from './supervisor.ts';

export interface RunSupervisorOptions {
  readonly layout: Layout;
  /** Path of the Node that children run on. */
  readonly node: string;
  /** The machine's variables, for every child. */
  readonly inherited: Readonly<Record<string, string>>;
  /** Settings of pip and uv, for whoever makes Python environments and for no app. */
  readonly installers: Readonly<Record<string, string>>;
  /** The Python that somebody named; undefined: found on PATH. */
  readonly python: () => Promise<string | undefined>;
  /** After each change of the plan, so that the caller can watch what it is made of. */
  readonly onPlan: (plan: Plan, supervisor: Supervisor) => void;
  /** Resolves when the process is told to end by a signal. */
  readonly ended: Promise<void>;
}

/**
 * The life of the supervisor process: takes the workspace's lock, cleans up after one that was killed, serves the
 * control socket, and ends when it is told to.
 * @throws ScalrError `SUPERVISOR_LOCKED` when another one holds the workspace
 */
export async function runSupervisor(options: RunSupervisorOptions): Promise<void> {
  const { layout, node, inherited, installers, python, onPlan, ended } = options;
  await makeFolders(layout);
  const lock = takeLock(join(layout.run, SUPERVISOR_LOCK));
  if (lock === null) throw errors.error('supervisorLocked', { holder: layout.workspace });
  let internalPort = 0;
  const supervisor = new Supervisor({
    layout,
    command: nodeCommand(layout, node, inherited),
    internalPort: () => internalPort,
    installers,
    python,
    now: () => new Date(),
  });
  await supervisor.recover();
  const down = Promise.withResolvers<void>();

  const handle = async (call: ControlCall, tell: (event: ControlEvent) => void): Promise<ControlEvent> => {
    switch (call.path) {
      case '/up': {
        internalPort = (await readAllocation(layout))?.internalPort ?? 0;
        const up = await supervisor.apply(call.body.plan, (progress) => tell({ type: 'progress', progress }));
        onPlan(call.body.plan, supervisor);
        return { type: 'done', up };
      }
      case '/restart':
        await supervisor.restart(call.body.name);
        return { type: 'done' };
      case '/down':
        await supervisor.shutdown();
        down.resolve();
        return { type: 'done' };
      case '/status':
        return {
          type: 'done',
          status: {
            pid: process.pid,
            plan: supervisor.plan,
            applying: supervisor.applying,
            processes: supervisor.status(),
          },
        };
    }
  };

  const server = await listenForControl(socketOf(layout, 'control'), handle);
  await Promise.race([down.promise, ended]);
  await supervisor.shutdown();
  server.close();
  await rm(socketOf(layout, 'control'), { force: true });
  lock.release();
}
