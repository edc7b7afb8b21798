import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from '@scalr/plan';
import { type Engine, type EngineCapabilities, engineErrors } from '@scalr/ports';
import { detach, isAlive, recordOf } from '@scalr/process';
import { allocate, makeFolders } from './allocate.ts';
import { errors } from './errors.ts';
import { groundOf } from './ground.ts';
import { clusterFolder, type Layout, socketOf } from './layout.ts';
import { readLogs } from './logs.ts';
import { hasCluster } from './postgres/has-cluster.ts';
import { callSupervisor } from './supervisor/control-client.ts';
import type { ControlStatus } from './supervisor/control-protocol.ts';
import { SUPERVISOR_LOCK, takeLock } from './supervisor/lock.ts';
import { ProcessRecords } from './supervisor/process-records.ts';
import { serviceEntry } from './supervisor/service-entries.ts';

export interface NativeEngineOptions {
  readonly layout: Layout;
  /** Environment of the supervisor. */
  readonly environment: Readonly<Record<string, string>>;
}

const CAPABILITIES: EngineCapabilities = {
  edit: true,
  sleep: true,
  replicas: false,
  publicDomain: false,
  providers: ['embedded'],
};

const SUPERVISOR_WITHIN_MS = 20_000;
const PREPARE_WITHIN_MS = 15_000;

/** It waits most of its life; a big nursery would never be given back. */
const SMALL = ['--max-semi-space-size=1'];

/** Processes on this machine under one supervisor: needs Node and nothing else. */
export function createNativeEngine({ layout, environment }: NativeEngineOptions): Engine {
  const control = socketOf(layout, 'control');

  const status = async (): Promise<ControlStatus | null> =>
    (await callSupervisor(control, { path: '/status', body: {} }))?.status ?? null;

  /** Starts one and waits until it listens. Where two start at once, one of them gives way and both serve this call. */
  const startSupervisor = async (): Promise<void> => {
    const logFile = join(layout.logs, 'supervisor.log');
    await mkdir(layout.logs, { recursive: true, mode: 0o700 });
    const argv = [process.execPath, ...SMALL, await serviceEntry(layout, 'supervisor')] as const;
    const pid = await detach([...argv], { cwd: layout.workspace, env: environment, logFile });
    const record = recordOf('supervisor', pid);
    const deadline = performance.now() + SUPERVISOR_WITHIN_MS;
    while ((await status()) === null) {
      if (performance.now() > deadline) throw errors.error('supervisorFailed', { detail: 'it does not listen' });
      const ended = record === null || !isAlive(record);
      if (ended && (await nobodyComes(status))) throw errors.error('supervisorFailed', { detail: 'it ended at once' });
      await delay(10);
    }
  };

  /** What a killed supervisor left running still holds ports; unless a new one is about to take over. */
  const sweep = async (): Promise<void> => {
    const lock = takeLock(join(layout.run, SUPERVISOR_LOCK));
    if (lock === null) return;
    try {
      await new ProcessRecords(layout).sweep();
    } finally {
      lock.release();
    }
  };

  return {
    name: 'native',
    capabilities: CAPABILITIES,

    async prepare(wish) {
      await makeFolders(layout);
      // Two at once decide one after the other, and so alike.
      const turn = takeLock(join(layout.run, 'prepare.lock'), PREPARE_WITHIN_MS);
      try {
        if ((await status()) === null) await sweep();
        const areOurs = async () => {
          const now = await status();
          const gateway = now?.processes.find(({ kind }) => kind === 'gateway');
          return now?.applying === true || gateway?.status === 'running';
        };
        return groundOf(layout, await allocate(layout, wish, areOurs));
      } finally {
        turn?.release();
      }
    },

    async up(plan: Plan, { onProgress }) {
      if ((await status()) === null) await startSupervisor();
      const done = await callSupervisor(control, { path: '/up', body: { plan } }, ({ progress }) =>
        onProgress(progress),
      );
      if (done?.up === undefined) throw errors.error('supervisorFailed', { detail: 'it ended while it was working' });
      return done.up;
    },

    async current() {
      return (await status())?.plan ?? null;
    },

    async status() {
      const now = await status();
      if (now === null) return [];
      const record = {
        name: 'supervisor',
        kind: 'supervisor',
        slug: null,
        url: null,
        restarts: 0,
        reason: null,
      } as const;
      return [{ ...record, pid: now.pid, status: 'running' }, ...now.processes];
    },

    logs: (query) => readLogs(layout.logs, query),

    async restart(name) {
      if ((await callSupervisor(control, { path: '/restart', body: { name } })) === null)
        throw engineErrors.error('notRunning', {});
    },

    async down({ volumes }) {
      const running = await status();
      const record = running === null ? null : recordOf('supervisor', running.pid);
      if (running !== null) await callSupervisor(control, { path: '/down', body: {} });
      while (record !== null && isAlive(record)) await delay(10);
      if (volumes) {
        // On a server of somebody else the databases stay, and without their keys they would be lost all the same.
        const ours = hasCluster(clusterFolder(layout)) ? [layout.data, layout.keys] : [layout.data];
        await Promise.all(ours.map((folder) => rm(folder, { recursive: true, force: true })));
      }
      return running !== null;
    },
  };
}

/** A supervisor that gave way to another one leaves a moment in which that one does not listen yet. */
async function nobodyComes(status: () => Promise<unknown>): Promise<boolean> {
  for (let i = 0; i < 200; i += 1) {
    if ((await status()) !== null) return false;
    await delay(10);
  }
  return true;
}
