import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backendCommand } from '../../src/backends/index.ts';
import { buildStack, type Stack } from '../../src/stack/index.ts';
import { readStack } from '../../src/stack/stack.ts';
import { CHECKOUT, remove, temporaryFolder } from '../stack/example-install.ts';
import { EXAMPLE_BACKEND, see, writeModules } from './example-backend.ts';

const folder = temporaryFolder();
const app = join(folder, 'app');
const stateFolder = join(folder, 'state');
const entry = join(app, 'src/main.ts');
let stack: Stack;
let sockets = 0;
const running: Runner[] = [];

/** One runner process and everything it said. */
class Runner {
  readonly child: ChildProcess;
  readonly said: string[] = [];
  output = '';
  readonly exited: Promise<unknown[]>;

  constructor(withStack: Stack | null) {
    const [node, ...args] = backendCommand({ stateFolder, installFolder: CHECKOUT, stack: withStack });
    this.child = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { FROM_PARENT: 'yes' } });
    this.exited = once(this.child, 'exit');
    this.child.on('message', (message: { type: string }) => this.said.push(message.type));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    running.push(this);
  }

  async until(type: string): Promise<void> {
    while (!this.said.includes(type)) {
      if (this.child.exitCode !== null) throw new Error(`it ended with ${this.child.exitCode}: ${this.output}`);
      await delay(5);
    }
  }

  /** Returns the socket it is to listen on. */
  become(env: Readonly<Record<string, string>> = {}, module = entry): string {
    sockets += 1;
    const PORT = join(folder, `${sockets}.sock`);
    this.child.send({ type: 'become', entry: module, cwd: app, env: { APP_SLUG: 'example', PORT, ...env } });
    return PORT;
  }
}

beforeAll(async () => {
  writeModules(app, EXAMPLE_BACKEND);
  stack = await buildStack({ stateFolder, installFolder: CHECKOUT });
});
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => remove(folder));

describe.each([
  ['from the bundled stack', () => stack],
  ['from the packages', () => null],
])('a backend %s', (_, withStack) => {
  it('is told by one message which app it is', async () => {
    const runner = new Runner(withStack());
    await runner.until('spare-ready');
    const socket = runner.become({ GREETING: 'hello' });
    await runner.until('listening');
    expect(await see(socket)).toMatchObject({
      env: { APP_SLUG: 'example', PORT: socket, GREETING: 'hello' },
      cwd: app,
      title: 'scalr: example',
      argv: [entry],
      oneZod: true,
      oneDrizzle: true,
    });
    expect((await see(socket)).env).not.toHaveProperty('FROM_PARENT');
    expect(runner.said).toEqual(['spare-ready', 'listening']);
  });

  it('may be told before it is warm', async () => {
    const runner = new Runner(withStack());
    const socket = runner.become();
    await runner.until('listening');
    expect((await see(socket)).cwd).toBe(app);
    expect(runner.said).toEqual(['listening']);
  });

  it('says why an app did not start, and ends with 1', async () => {
    const runner = new Runner(withStack());
    writeModules(app, { 'src/broken.ts': `import './missing.ts';\n` });
    runner.become({}, join(app, 'src/broken.ts'));
    expect(await runner.exited).toEqual([1, null]);
    expect(runner.output).toContain('example did not start:');
    expect(runner.output).toContain("Cannot find module '");
    expect(runner.output).toContain('missing.ts');
  });
});

it('takes what an app imports from the bundle, wherever the app lives', async () => {
  const runner = new Runner(stack);
  const socket = runner.become();
  await runner.until('listening');
  expect((await see(socket)).stack).toBe(pathToFileURL(stack.entries.zod ?? '').href);
});

it('serves from the packages when the bundle is damaged', async () => {
  const damaged = join(folder, 'damaged');
  cpSync(stack.folder, damaged, { recursive: true });
  const copy = readStack(damaged);
  appendFileSync(copy.entries['@scalr/app-server'] ?? '', '\nthrow new Error("damaged");\n');
  const runner = new Runner(copy);
  const socket = runner.become();
  await runner.until('listening');
  const seen = await see(socket);
  expect(seen).toMatchObject({ oneZod: true, oneDrizzle: true });
  expect(seen.stack).toContain('/node_modules/zod/');
  expect(runner.output).toContain('the bundled stack could not be loaded');
});

it('ends with its parent while it is a spare', async () => {
  const runner = new Runner(stack);
  await runner.until('spare-ready');
  runner.child.disconnect();
  expect(await runner.exited).toEqual([0, null]);
});

it('goes on serving without its parent once it is an app', async () => {
  const runner = new Runner(stack);
  const socket = runner.become();
  await runner.until('listening');
  runner.child.disconnect();
  runner.child.stdout?.destroy();
  runner.child.stderr?.destroy();
  for (let round = 0; round < 5; round += 1) expect((await see(socket)).cwd).toBe(app);
  expect(runner.child.exitCode).toBe(null);
});

it('keeps the compiled code of the stack beside it', async () => {
  const runner = new Runner(stack);
  await runner.until('spare-ready');
  expect(existsSync(join(stack.folder, 'compile'))).toBe(true);
});
