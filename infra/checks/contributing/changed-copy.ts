import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '@scalr/process';
import { checkoutCopy } from '../../../packages/testing/src/repository-copy.ts';
import { ROOT } from '../source-files.ts';
import type { Recipe } from './recipes.ts';

const EXAMPLES = join(import.meta.dirname, 'examples');
const example = (name: string) => readFileSync(join(EXAMPLES, `${name}.txt`), 'utf8');

/** The repository in a folder of its own, whose packages find each other there and nothing of ours. */
export class ChangedCopy {
  readonly root: string;
  readonly #remove: () => void;

  static async open(): Promise<ChangedCopy> {
    const { root, remove } = checkoutCopy();
    const copy = new ChangedCopy(root, remove);
    copy.#ownModules();
    // What was stale before is told by another check.
    await copy.say(process.execPath, 'infra/generate.ts');
    await copy.say('git', 'init', '--quiet');
    await copy.#commit();
    return copy;
  }

  private constructor(root: string, remove: () => void) {
    this.root = root;
    this.#remove = remove;
  }

  /** Makes the change, and writes what is made of it. */
  async apply({ adds, edits, appends = {}, installs }: Recipe): Promise<void> {
    for (const [path, name] of Object.entries(adds)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), example(name));
    }
    for (const [path, find, put] of edits) {
      const text = readFileSync(join(this.root, path), 'utf8');
      if (!text.includes(find)) throw new Error(`${path} has no ${JSON.stringify(find)}`);
      writeFileSync(
        join(this.root, path),
        text.replace(find, () => put),
      );
    }
    for (const [path, name] of Object.entries(appends)) appendFileSync(join(this.root, path), example(name));
    if (installs) await this.#install();
    await this.say(process.execPath, 'infra/generate.ts');
  }

  /** Paths that differ from what was there at the last call, sorted. */
  async touched(): Promise<readonly string[]> {
    const lines = (await this.say('git', 'status', '--porcelain', '--untracked-files=all')).split('\n');
    await this.#commit();
    return lines
      .filter(Boolean)
      .map((line) => line.slice(3))
      .sort();
  }

  /** Runs a program to its end there. */
  async call(...argv: [string, ...string[]]) {
    const { PATH = '', HOME = '' } = process.env;
    const author = {
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@b',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@b',
    };
    const env = { PATH: `${dirname(process.execPath)}:${PATH}`, HOME, ...author, NO_COLOR: '1' };
    return run(argv, { cwd: this.root, env, timeoutMs: 240_000 });
  }

  /** The same for what has to go well: what it said. */
  async say(...argv: [string, ...string[]]): Promise<string> {
    const { code, stdout, stderr } = await this.call(...argv);
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  remove(): void {
    this.#remove();
  }

  async #commit(): Promise<void> {
    await this.say('git', 'add', '--all');
    await this.say('git', 'commit', '--quiet', '--allow-empty', '--message', 'So far');
  }

  #ownModules(): void {
    const [from, to] = [join(ROOT, 'node_modules'), join(this.root, 'node_modules')];
    unlinkSync(to);
    mkdirSync(to);
    for (const name of readdirSync(from).filter((one) => one !== '@scalr' && one !== '.vite'))
      symlinkSync(join(from, name), join(to, name));
    // Links that lead to ../../packages.
    cpSync(join(from, '@scalr'), join(to, '@scalr'), { recursive: true, verbatimSymlinks: true });
  }

  /** `npm install`, but for what it would fetch: it writes the lock and links the package. */
  async #install(): Promise<void> {
    const modules = join(this.root, 'node_modules');
    await this.say('npm', 'install', '--package-lock-only', '--offline', '--ignore-scripts', '--no-audit', '--no-fund');
    const { packages } = JSON.parse(readFileSync(join(this.root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { link?: true; resolved?: string }>;
    };
    for (const [path, { link, resolved = '' }] of Object.entries(packages)) {
      if (!link) continue;
      const at = join(modules, path.replace('node_modules/', ''));
      rmSync(at, { force: true });
      symlinkSync(join('../..', resolved), at);
    }
  }
}
