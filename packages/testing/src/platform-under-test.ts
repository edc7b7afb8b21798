import { join } from 'node:path';
import { run } from '@scalr/process';
import { shareCaches } from './cache-sharing.ts';
import { exampleWorkspace, installFolder } from './example-workspace.ts';
import { checkoutCopy, repositoryCopy } from './repository-copy.ts';

export interface CliAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output, parsed. Throws with everything that was said when it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it and assert what they find
  readonly data: any;
}

export interface CliOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Left out: two minutes. */
  readonly timeoutMs?: number;
}

/** A workspace in a folder of its own, driven through the command line as a person would. */
export interface PlatformUnderTest {
  readonly root: string;
  cli(args: readonly string[], options?: CliOptions): Promise<CliAnswer>;
  /** Ends everything and removes the folder. */
  remove(): Promise<void>;
}

/** As the launcher sets it. */
const CODE_CACHE = join(installFolder(), '.scalr/cache/node');
const CLI = 'packages/cli/src/main.ts';

/**
 * @param apps an example of `packages/testing/workspaces`, or the apps of this repository; `this checkout` is all of it
 *   as it lies there, for what builds from the whole
 */
export function platformUnderTest(
  apps: 'two-apps' | 'two-languages' | 'calling-apps' | 'this repository' | 'this checkout',
): PlatformUnderTest {
  const isWhole = apps === 'this checkout';
  const workspace = isWhole ? checkoutCopy() : apps === 'this repository' ? repositoryCopy() : exampleWorkspace(apps);
  const { root } = workspace;
  const main = join(isWhole ? root : installFolder(), CLI);
  const cli: PlatformUnderTest['cli'] = async (args, options = {}) => {
    // Another checkout has caches of its own: what is bundled for one names its files.
    if (args[0] === 'up' && !isWhole) shareCaches(root);
    const { PATH = '', HOME = '', DOCKER_CONFIG, DOCKER_HOST } = process.env;
    const docker = {
      ...(DOCKER_CONFIG === undefined ? {} : { DOCKER_CONFIG }),
      ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }),
    };
    const { code, stdout, stderr } = await run([process.execPath, main, ...args], {
      cwd: root,
      env: { PATH, HOME, ...docker, SCALR_WORKSPACE: root, NODE_COMPILE_CACHE: CODE_CACHE, ...options.env },
      ...(options.input === undefined ? {} : { input: options.input }),
      timeoutMs: options.timeoutMs ?? 120_000,
    });
    return {
      code,
      stdout,
      stderr,
      get data() {
        try {
          return JSON.parse(stdout);
        } catch {
          throw new Error(`scalr ${args.join(' ')} ended with ${code} and no JSON:\n${stdout}\n${stderr}`);
        }
      },
    };
  };
  return {
    root,
    cli,
    remove: async () => {
      await cli(['down']);
      workspace.remove();
    },
  };
}
