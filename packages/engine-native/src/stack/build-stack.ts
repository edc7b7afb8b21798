import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileSet, writeFileSet } from '@scalr/fileset';
import { run } from '@scalr/process';
import { z } from 'zod';
import type { BundleJob } from './bundle.ts';
import { cachedFolder } from './cached-folder.ts';
import { stackErrors } from './errors.ts';
import { Fingerprint } from './fingerprint.ts';
import { STACK_PACKAGES, STACK_SPECIFIERS } from './specifiers.ts';
import { readStack, STACK_FILE, type Stack } from './stack.ts';

export interface StackPlace {
  /** Absolute: `.scalr/` of the workspace. */
  readonly stateFolder: string;
  /** Absolute: the checkout with `packages/` and `node_modules/`. */
  readonly installFolder: string;
}

const RUNNER = join(import.meta.dirname, '../backends/runner.ts');
const PROCESS = join(import.meta.dirname, 'bundle-process.ts');

/**
 * The locked backend stack as one bundle with shared chunks. Returns at once when sources and lock are the same as
 * the last time; otherwise about a second.
 * @throws ScalrError `BUNDLE_FAILED`; backends then run without it.
 */
export async function buildStack({ stateFolder, installFolder }: StackPlace): Promise<Stack> {
  const fingerprint = new Fingerprint()
    .lock(installFolder)
    .packages(installFolder, STACK_PACKAGES)
    .folder(import.meta.dirname)
    .folder(join(RUNNER, '..'));
  const { folder } = await cachedFolder({
    parent: join(stateFolder, 'cache', 'stack'),
    name: fingerprint.digest(),
    keep: 1,
    make: async (temporary) => {
      const entries = await runBundle('the backend stack', {
        installFolder,
        folder: temporary,
        specifiers: STACK_SPECIFIERS,
        modules: { runner: RUNNER },
      });
      const { runner, ...specifiers } = entries;
      await writeFileSet(temporary, fileSet([[STACK_FILE, JSON.stringify({ runner, entries: specifiers })]]));
    },
  });
  return readStack(folder);
}

export interface ServiceBundle extends StackPlace {
  /** Absolute path of the module that is the process, e.g. of `services/auth/embedded/src/main.ts`. */
  readonly entry: string;
  /** Names its cache folder: `identity`. */
  readonly name: string;
  /** Absolute folders whose contents the bundle depends on, besides every workspace package. Default: that of `entry`. */
  readonly sources?: readonly string[];
}

/**
 * One of the platform's own processes as a bundle; returns the path to run instead of `entry`. Native addons and files
 * that a module reads beside itself stay where they are.
 * @throws ScalrError `BUNDLE_FAILED`; run `entry` then.
 */
export async function bundleService(service: ServiceBundle): Promise<string> {
  const { folder } = await cachedFolder({
    ...(await placeOf(service)),
    keep: 1,
    make: async (temporary) => {
      await runBundle(service.name, {
        installFolder: service.installFolder,
        folder: temporary,
        specifiers: [],
        modules: { main: service.entry },
      });
    },
  });
  return join(folder, 'main.js');
}

/** Path of the bundle of a process, if there is one that is fresh; nothing is made. */
export async function findServiceBundle(service: ServiceBundle): Promise<string | null> {
  const { parent, name } = await placeOf(service);
  const path = join(parent, name, 'main.js');
  return existsSync(path) ? path : null;
}

async function placeOf(service: ServiceBundle): Promise<{ readonly parent: string; readonly name: string }> {
  const fingerprint = new Fingerprint().text(service.entry);
  fingerprint.lock(service.installFolder);
  fingerprint.folder(join(service.installFolder, 'packages'), (name) => name === 'test');
  fingerprint.folder(import.meta.dirname);
  for (const folder of service.sources ?? [join(service.entry, '..')]) fingerprint.folder(folder);
  return { parent: join(service.stateFolder, 'cache', 'services', service.name), name: fingerprint.digest() };
}

async function runBundle(name: string, job: BundleJob): Promise<Readonly<Record<string, string>>> {
  const { code, stdout, stderr } = await run([process.execPath, PROCESS, JSON.stringify(job)], {
    cwd: job.installFolder,
    env: {},
    timeoutMs: 120_000,
  });
  if (code !== 0) {
    const detail = stderr.split('\n').find((line) => /\berror\b/i.test(line)) ?? `its bundler ended with ${code}`;
    throw stackErrors.error('bundleFailed', { name, detail: detail.trim() }, { cause: new Error(stderr) });
  }
  return z.record(z.string(), z.string()).parse(JSON.parse(stdout));
}
