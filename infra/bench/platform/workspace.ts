import { randomUUID } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createNativeEngine, layoutOf } from '@scalr/engine-native';
import type { Engine } from '@scalr/ports';
import { run } from '@scalr/process';
import { repositoryCopy } from '@scalr/testing';
import { beginOf, endTree } from './process-tree.ts';
import { signInPage } from './visit.ts';

const INSTALL = resolve(import.meta.dirname, '../../..');

export interface UpTimes {
  /** Of the whole command, from its first process to its end. */
  readonly command: number;
  /** Until the sign-in page was shown. */
  readonly page: number;
  /** The same from the start of the supervisor; NaN where it ran before, or the system does not tell. */
  readonly inside: number;
}

/** A workspace in a folder of its own, with the repository's apps and as many more as wanted, driven by `./scalr`. */
export class BenchWorkspace {
  readonly root: string;
  readonly engine: Engine;
  readonly #port: number;
  /** The `up` under way. */
  #working: Promise<unknown> | null = null;

  /** @param apps how many in all; those beyond the repository's own are copies of hello */
  static async create(apps: number): Promise<BenchWorkspace> {
    const root = mkdtempSync(join(tmpdir(), 'scalr-bench-'));
    cpSync(join(INSTALL, 'apps'), join(root, 'apps'), { recursive: true });
    symlinkSync(join(INSTALL, 'node_modules'), join(root, 'node_modules'));
    const workspace = new BenchWorkspace(root, await freePort());
    for (let number = 3; number <= apps; number += 1) workspace.#copyHello(`hello-${number}`);
    return workspace;
  }

  /** With the template and the generated clients, so that apps can be made in it. */
  static async ofRepository(): Promise<BenchWorkspace> {
    return new BenchWorkspace(repositoryCopy().root, await freePort());
  }

  private constructor(root: string, port: number) {
    this.root = root;
    this.#port = port;
    const layout = layoutOf(root, INSTALL, process.getuid?.() ?? 0);
    this.engine = createNativeEngine({ layout, environment: {} });
  }

  /** Of an app, or of `auth`. */
  url(slug: string): string {
    return `http://${slug}.localhost:${this.#port}`;
  }

  /** Appends a setting to `.env.shared`; the next `up` reads it. */
  set(key: string, value: string): void {
    appendFileSync(join(this.root, '.env.shared'), `${key}=${value}\n`, { mode: 0o600 });
  }

  async up(...options: string[]): Promise<UpTimes> {
    const looking = new AbortController();
    const started = performance.now();
    const page = signInPage(this.url('auth'), this.url('portal'), looking.signal);
    const work = this.#scalr(['up', '--json', '--port', String(this.#port), ...options]);
    this.#working = work.catch(() => {});
    const { code, stdout, stderr } = await work;
    this.#working = null;
    const command = performance.now() - started;
    const patience = setTimeout(() => looking.abort(), 5_000);
    const answer = code === 0 ? JSON.parse(stdout) : null;
    if (answer === null || answer.problems.length > 0 || answer.quarantined.length > 0) {
      looking.abort();
      throw new Error(`./scalr up ${options.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    }
    const shown = await page;
    clearTimeout(patience);
    const began = beginOf(await this.supervisorPid()) ?? Number.NaN;
    return { command, page: shown - started, inside: began < started ? Number.NaN : shown - began };
  }

  /** Any other command. Rejects with what it said where it fails. */
  async scalr(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#scalr(args);
    if (code !== 0) throw new Error(`./scalr ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    return stdout;
  }

  async down(): Promise<void> {
    await this.engine.down({ volumes: false });
  }

  async supervisorPid(): Promise<number> {
    const supervisor = (await this.engine.status()).find(({ kind }) => kind === 'supervisor');
    if (supervisor?.pid == null) throw new Error(`no supervisor runs in ${this.root}`);
    return supervisor.pid;
  }

  async isAsleep(slug: string): Promise<boolean> {
    return (await this.engine.status()).find(({ name }) => name === slug)?.status === 'asleep';
  }

  /** Ends everything and removes the folder, also in the middle of an `up`. */
  async remove(): Promise<void> {
    const supervisor = await this.supervisorPid().catch(() => null);
    if (!this.#working) await this.engine.down({ volumes: true }).catch(() => {});
    if (supervisor !== null) endTree(supervisor);
    // What was starting it may have started another one.
    await this.#working;
    await this.engine.down({ volumes: true }).catch(() => {});
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #scalr(args: readonly string[]) {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH: `${dirname(process.execPath)}:${PATH}`, HOME, SCALR_WORKSPACE: this.root };
    return run([join(INSTALL, 'scalr'), ...args], { cwd: this.root, env, timeoutMs: 300_000 });
  }

  #copyHello(slug: string): void {
    const folder = join(this.root, 'apps/products', slug);
    cpSync(join(INSTALL, 'apps/products/hello'), folder, { recursive: true });
    const file = join(folder, 'app.manifest.yml');
    const text = readFileSync(file, 'utf8')
      .replace(/^id: .*$/m, `id: ${randomUUID()}`)
      .replace(/^slug: .*$/m, `slug: ${slug}`)
      .replace(/^name: .*$/m, `name: Hello ${slug.slice('hello-'.length)}`)
      // Of hello alone; whoever lacks them has none claimed.
      .replace(/^routing:\n {2}ports: .*\n/m, '');
    writeFileSync(file, text);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
