import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '@scalr/process';
import { until } from '@scalr/testing';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { layoutOf } from '../src/layout.ts';
import { pythonErrors } from '../src/python/index.ts';
import { backoffMs } from '../src/supervisor/backoff.ts';
import { Inbox } from '../src/supervisor/inbox.ts';
import { takeLock } from '../src/supervisor/lock.ts';
import { LogWriter } from '../src/supervisor/log-writer.ts';
import { ProcessRecords } from '../src/supervisor/process-records.ts';
import { type ProcessSpec, SupervisedProcess } from '../src/supervisor/supervised-process.ts';

const SERVE = 'process.send({ type: "listening" }); setInterval(() => {}, 1e6)';
const folders: string[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scalr-sup-'));
  folders.push(folder);
});
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

function supervised(script: string | (() => string), more: Partial<ProcessSpec> = {}) {
  const layout = { ...layoutOf(folder, folder, 1), run: folder };
  const inbox = new Inbox();
  const states: string[] = [];
  const spec: ProcessSpec = {
    ...{ name: 'one', kind: 'backend', slug: 'one', url: null, sleeps: true },
    ...{ stopSignal: 'SIGTERM', stopGraceMs: 2_000, readyWithinMs: 5_000, fingerprint: '' },
    launch: (log) =>
      start([process.execPath, '-e', typeof script === 'string' ? script : script()], {
        ...{ name: 'one', cwd: folder, env: {}, ipc: true },
        onLine: (line) => log.write(line),
        onMessage: inbox.reset().deliver,
      }),
    ready: async (_handle, signal) => void (await inbox.first('listening', signal)),
    ...more,
  };
  const log = new LogWriter(join(folder, 'one.log'), () => new Date());
  const records = new ProcessRecords(layout);
  const events = { onStateChange: (process: SupervisedProcess) => states.push(process.state) };
  return { process: new SupervisedProcess(spec, log, records, events), states, log, records, layout };
}

test('asleep until somebody needs it, then starting, running, and asleep again', async () => {
  const { process: one, states } = supervised(SERVE);
  expect(one.status()).toMatchObject({ status: 'asleep', pid: null });
  await Promise.all([one.ensure(), one.ensure(), one.ensure()]);
  const { pid } = one.status();
  await one.ensure();
  expect(one.status()).toMatchObject({ status: 'running', pid, restarts: 0 });
  await one.stop();
  expect(one.status()).toMatchObject({ status: 'asleep', pid: null });
  expect(states).toEqual(['starting', 'running', 'asleep']);
});

test('killed, it is back at once and counted', async () => {
  const { process: one } = supervised(SERVE);
  await one.ensure();
  const before = one.status().pid as number;
  process.kill(before, 'SIGKILL');
  await until('it runs again', () => one.state === 'running' && one.status().pid !== before, 5_000);
  expect(one.status().restarts).toBe(1);
  await one.stop();
});

test('one that cannot start is failed with its last lines, and is not tried again behind the back of who waits', async () => {
  const { process: one, states } = supervised('console.error("Error: the coffee is cold"); process.exit(4)');
  await expect(one.ensure()).rejects.toMatchObject({
    code: 'PROCESS_FAILED',
    message: 'one does not stay up: Error: the coffee is cold',
    fix: './scalr logs one',
  });
  expect(one.status()).toMatchObject({
    status: 'failed',
    reason: 'it ended with exit code 4\nError: the coffee is cold',
  });
  await expect(one.ensure()).rejects.toMatchObject({ code: 'PROCESS_FAILED' });
  expect(states).toEqual(['starting', 'failed']);
  expect(one.retryAfterSeconds).toBe(1);
});

test('mended and forgiven, it starts', async () => {
  let script = 'process.exit(1)';
  const { process: one } = supervised(() => script);
  await expect(one.ensure()).rejects.toMatchObject({ code: 'PROCESS_FAILED' });
  script = SERVE;
  one.forgive();
  expect(one.state).toBe('asleep');
  await one.ensure();
  expect(one.status()).toMatchObject({ status: 'running', reason: null });
  await one.stop();
});

test('one that never gets ready is ended and failed', async () => {
  const { process: one } = supervised('setInterval(() => {}, 1e6)', { readyWithinMs: 300 });
  await expect(one.ensure()).rejects.toMatchObject({ message: 'one does not stay up: it was not ready within 0.3 s' });
  expect(one.status().pid).toBeNull();
});

test('stopped while it starts, it does not come up', async () => {
  const { process: one } = supervised('setInterval(() => {}, 1e6)');
  const starting = one.ensure();
  starting.catch(() => {});
  await until('it has a pid', () => one.status().pid !== null);
  await one.stop();
  await expect(starting).rejects.toMatchObject({ code: 'PROCESS_FAILED' });
  expect(one.status()).toMatchObject({ status: 'asleep', pid: null });
});

test('asked for while it ends, it gives a new one, and that it ended counts for nothing', async () => {
  const slow = 'process.on("SIGTERM", () => setTimeout(() => process.exit(0), 300));';
  const { process: one, states } = supervised(`${slow}${SERVE}`);
  await one.ensure();
  const { pid } = one.status();
  const stopped = one.stop();
  await one.ensure();
  await stopped;
  expect(one.status()).toMatchObject({ status: 'running', restarts: 0 });
  expect(one.status().pid).not.toBe(pid);
  expect(states).toEqual(['starting', 'running', 'asleep', 'starting', 'running']);
  await one.stop();
});

test('what it cannot be launched for is told as it is, in its status and its log', async () => {
  const { process: one, log } = supervised(SERVE, {
    launch: async () => {
      throw pythonErrors.error('missing', { tried: 'python3: it is not there' });
    },
  });
  await expect(one.ensure()).rejects.toMatchObject({ code: 'PYTHON_MISSING' });
  await expect(one.ensure()).rejects.toMatchObject({ code: 'PYTHON_MISSING' });
  expect(one.status()).toMatchObject({
    status: 'failed',
    reason: expect.stringMatching(/^PYTHON_MISSING\n.*\n.*fix: /),
  });
  expect(log.lastLines().join('\n')).toBe(one.status().reason);
});

test('restarted while it starts, who waits gets the new one', async () => {
  let script = 'setInterval(() => {}, 1e6)';
  const { process: one } = supervised(() => script);
  const waiting = one.ensure();
  await until('it has a pid', () => one.status().pid !== null);
  script = SERVE;
  await one.restart();
  await waiting;
  expect(one.state).toBe('running');
  await one.stop();
});

test('the pauses grow to a minute: no busy loop', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map(backoffMs)).toEqual([
    0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ]);
});

test('the records let the next supervisor end what was left, and nothing else', async () => {
  const { process: one, records, layout } = supervised(SERVE);
  await one.ensure();
  const stranger = await start([process.execPath, '-e', 'setInterval(() => {}, 1e6)'], {
    name: 'x',
    cwd: folder,
    env: {},
  });
  await records.add({ ...stranger.record, startedAt: '1' });
  const pid = one.status().pid as number;
  expect(await new ProcessRecords(layout).sweep()).toEqual(['one']);
  await until('it is another process', () => one.status().pid !== pid);
  expect(() => process.kill(stranger.record.pid, 0)).not.toThrow();
  await stranger.stop();
  await one.stop();
});

test('a lock is held by one and free when it is released', () => {
  const path = join(folder, 'a.lock');
  const lock = takeLock(path);
  expect(lock).not.toBeNull();
  expect(takeLock(path)).toBeNull();
  lock?.release();
  const again = takeLock(path);
  expect(again).not.toBeNull();
  again?.release();
});

test('a log whose folder is gone drops and counts, and goes on when it is back', async () => {
  const gone = join(folder, 'gone');
  const log = new LogWriter(join(gone, 'one.log'), () => new Date('2026-01-02T03:04:05.006Z'));
  log.write('lost');
  await log.settle();
  const { mkdirSync } = await import('node:fs');
  mkdirSync(gone);
  log.write('kept');
  await log.settle();
  expect(readFileSync(join(gone, 'one.log'), 'utf8')).toBe(
    '2026-01-02T03:04:05.006Z (1 lines could not be kept)\n2026-01-02T03:04:05.006Z kept\n',
  );
  expect(log.lastLines()).toEqual(['lost', 'kept']);
});
