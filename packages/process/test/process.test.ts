import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detach, isAlive, recordOf, run, start, stopGroup } from '@scalr/process';
import { until } from '@scalr/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const node = process.execPath;
const env = { PATH: process.env.PATH ?? '' };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scalr-process-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('run gives exit code and both outputs, and no shell reads the arguments', async () => {
  const script = 'process.stdout.write(process.argv[1]); process.stderr.write("no"); process.exit(7)';
  expect(await run([node, '-e', script, '$HOME; `id` > x'], { env })).toEqual({
    code: 7,
    stdout: '$HOME; `id` > x',
    stderr: 'no',
  });
});

test('run hands over standard input and nothing of our own environment', async () => {
  const script =
    'process.stdin.pipe(process.stdout).on("finish", () => {}); console.error(Object.keys(process.env).join())';
  const { stdout, stderr } = await run([node, '-e', script], { env: { ONLY: '1' }, input: 'given' });
  expect(stdout).toBe('given');
  expect(stderr.trim()).toBe('ONLY');
});

test('run takes its input from a file and puts its output into one, byte by byte', async () => {
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  writeFileSync(from, Buffer.from([0, 255, 128, 10]));
  const script = 'process.stdin.pipe(process.stdout)';
  const result = await run([node, '-e', script], { env, inputFile: from, outputFile: to });
  expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
  expect([...readFileSync(to)]).toEqual([0, 255, 128, 10]);
  expect(statSync(to).mode & 0o777).toBe(0o600);
  await expect(run([node, '-e', script], { env, inputFile: join(folder, 'none') })).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

test('run ends what takes too long, with its children', async () => {
  const script =
    'require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "inherit" }); setInterval(() => {}, 1e6)';
  expect((await run([node, '-e', script], { env, timeoutMs: 300 })).code).toBe(137);
});

test('a program that is not there is an error with its name and a fix', async () => {
  await expect(run(['no-such-program'], { env })).rejects.toMatchObject({
    code: 'PROCESS_NOT_FOUND',
    kind: 'environment',
    message: 'the program no-such-program is not installed or not executable',
  });
  await expect(start(['no-such-program'], { name: 'x', cwd: folder, env })).rejects.toMatchObject({
    code: 'PROCESS_NOT_FOUND',
  });
});

test('start streams lines, carries messages both ways, and says how it ended', async () => {
  const lines: string[] = [];
  const messages: unknown[] = [];
  const script =
    'console.log("one"); console.error("two"); process.on("message", (m) => { process.send({ echo: m }); process.exit(3) })';
  const child = await start([node, '-e', script], {
    ...{ name: 'echo', cwd: folder, env, ipc: true },
    onLine: (line) => lines.push(line),
    onMessage: (message) => messages.push(message),
  });
  child.send({ hello: 1 });
  expect(await child.exited).toEqual({ code: 3, signal: null });
  expect(lines.sort()).toEqual(['one', 'two']);
  expect(messages).toEqual([{ echo: { hello: 1 } }]);
  expect(child.send({ late: true })).toBe(false);
});

test('stop ends the whole group: politely, and with SIGKILL when that is not heard', async () => {
  const polite = await start(
    [node, '-e', 'process.on("SIGTERM", () => process.exit(0)); console.log("up"); setInterval(() => {}, 1e6)'],
    {
      ...{ name: 'polite', cwd: folder, env },
      onLine: () => {},
    },
  );
  const grandchild =
    'const c = require("child_process").spawn(process.execPath, ["-e", "process.on(\'SIGTERM\', () => {}); console.log(process.pid); setInterval(() => {}, 1e6)"], { stdio: "inherit" }); process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6)';
  let pid = 0;
  const deaf = await start([node, '-e', grandchild], {
    name: 'deaf',
    cwd: folder,
    env,
    onLine: (line) => {
      pid = Number(line);
    },
  });
  await until('the grandchild runs', () => pid > 0);
  expect(await deaf.stop({ graceMs: 100 })).toEqual({ code: null, signal: 'SIGKILL' });
  await until('the grandchild is gone', () => recordOf('grandchild', pid) === null);
  expect((await polite.stop()).signal === 'SIGKILL').toBe(false);
});

test('a record names one process and not the next one with its pid', async () => {
  const child = await start([node, '-e', 'setInterval(() => {}, 1e6)'], { name: 'one', cwd: folder, env });
  expect(isAlive(child.record)).toBe(true);
  expect(isAlive({ ...child.record, startedAt: '1' })).toBe(false);
  await stopGroup({ ...child.record, startedAt: '1' }, { signal: 'SIGKILL', graceMs: 0 });
  expect(isAlive(child.record)).toBe(true);
  await stopGroup(child.record, { signal: 'SIGTERM', graceMs: 2_000 });
  expect(isAlive(child.record)).toBe(false);
});

test('detach outlives its caller and appends what it prints to its log', async () => {
  const logFile = join(folder, 'daemon.log');
  const pid = await detach([node, '-e', 'console.log("from the daemon")'], { cwd: folder, env, logFile });
  await until('the daemon has ended', () => recordOf('daemon', pid) === null);
  expect(readFileSync(logFile, 'utf8')).toBe('from the daemon\n');
});
