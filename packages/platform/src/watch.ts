import { join, sep } from 'node:path';
import { describeError, formatProblem } from '@scalr/errors';
import type { Ground, Plan } from '@scalr/plan';
import type { ApiReader, Databases, Identity, UpResult } from '@scalr/ports';
import { MANIFEST_NAME, type WorkspaceCache } from '@scalr/workspace';
import { watch as watchFiles } from 'chokidar';
import { hasStagings } from './life/journal.ts';
import { sweep } from './life/sweep.ts';
import { whileApplying, withAppFiles } from './life/turn.ts';
import { makePlan } from './make-plan.ts';
import { followTypes } from './types/follow-types.ts';

/** What the running engine offers to whoever watches the workspace. */
export interface RunningEngine {
  readonly plan: Plan | null;
  apply(plan: Plan, onProgress: () => void): Promise<UpResult>;
  /** Backend sources changed. */
  refresh(slugs: readonly string[] | 'all'): Promise<void>;
}

export interface WatchOptions {
  readonly root: string;
  /** Absolute path of the checkout that holds `packages/`. */
  readonly install: string;
  readonly engine: RunningEngine;
  readonly identity: Identity;
  readonly databases: Databases;
  readonly apis: ApiReader;
  /** The ground the running plan stands on. */
  readonly ground: () => Promise<Ground>;
  readonly log: (line: string) => void;
}

/** Editors write a file in several steps, and `git checkout` many files at once. */
const SETTLE_MS = 120;

const DESCRIPTIONS = /(^|[\\/])(app\.manifest\.yml|\.env\.app|\.env\.shared)$/;
const IGNORED = /(^|[\\/])(node_modules|\.scalr|\.git|dist|\.venv|__pycache__)([\\/]|$)/;
/** Vite watches frontends itself, and only those somebody looks at. That a frontend appeared is seen all the same. */
const NOT_ENTERED = /[\\/](frontend|test|tests|assets)[\\/]/;

/** Looking through hundreds of apps is work; the answer to whoever brought the platform up comes first. */
const BEGIN_AFTER_MS = 250;

/** How soon what a killed command left behind is put in order, where nobody runs another one. */
const SWEEP_EVERY_MS = 5_000;

/**
 * Keeps the running platform true to its files: a changed, new or removed manifest is applied, an invalid one leaves
 * the rest alone, and in edit mode a changed backend starts anew. Returns what ends the watching.
 */
export function watchWorkspace(options: WatchOptions): () => Promise<void> {
  const { root, install, log } = options;
  const changed = new Map<string, string>();
  const cache: WorkspaceCache = new Map();
  const follow = followTypes(options, log);
  let timer: NodeJS.Timeout | null = null;
  let turn: Promise<void> = Promise.resolve();

  const settle = () => {
    const events = new Map(changed);
    changed.clear();
    inTurn(async () => {
      const slugs = await react(options, events, cache);
      if (slugs.length > 0) follow(slugs);
    });
  };

  const inTurn = (work: () => Promise<void>) => {
    turn = turn.then(work).catch((error) => {
      for (const problem of describeError(error).problems) log(formatProblem(problem));
    });
  };

  const note = (path: string, event: string) => {
    changed.set(path, event);
    if (timer) clearTimeout(timer);
    timer = setTimeout(settle, SETTLE_MS);
  };

  const folders = ['apps', 'clients', 'services', 'template-app', 'docs', '.env.shared'].map((name) =>
    join(root, name),
  );
  const packages = ['app-server', 'auth-client-ts', 'app-server-py', 'auth-client-py'].map((name) =>
    join(install, 'packages', name, 'src'),
  );
  const watch = (usePolling: boolean) =>
    watchFiles([...folders, ...packages], {
      ignoreInitial: true,
      usePolling,
      ignored: (path, stats) => isNoise(path.slice(root.length)) || (stats?.isFile() === true && !matters(path)),
    })
      // What changed before the watching began is not told by an event.
      .on('ready', () => note(join(root, '.env.shared'), 'change'))
      .on('all', (event, path) => note(path, event))
      .on('error', (error) => {
        // inotify(7): the limit of watches or instances of this user is reached.
        if (usePolling || !isExhausted(error)) return log(`some changes will not be seen: ${String(error)}`);
        log('this machine allows no more file watches, so changes are looked for once a second');
        void watcher?.close();
        watcher = watch(true);
      });
  let watcher: ReturnType<typeof watch> | null = null;
  const begin = setTimeout(() => {
    watcher = watch(false);
  }, BEGIN_AFTER_MS);
  const sweeping = setInterval(() => {
    inTurn(async () => {
      if (await hasStagings(root)) await withAppFiles(root, () => sweep(options));
    });
  }, SWEEP_EVERY_MS);
  return async () => {
    clearTimeout(begin);
    clearInterval(sweeping);
    if (timer) clearTimeout(timer);
    await watcher?.close();
  };
}

function isNoise(path: string): boolean {
  return IGNORED.test(path) || NOT_ENTERED.test(path);
}

function isExhausted(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EMFILE');
}

function matters(path: string): boolean {
  return DESCRIPTIONS.test(path) || isBackendSource(path) || path.includes(`${sep}packages${sep}`);
}

function isBackendSource(path: string): boolean {
  return path.includes(`${sep}backend${sep}`) && /\.(ts|sql|json|py|toml)$/.test(path);
}

/** @returns slugs of the apps whose backend changed and starts anew */
async function react(
  options: WatchOptions,
  events: ReadonlyMap<string, string>,
  cache: WorkspaceCache,
): Promise<readonly string[]> {
  const { root, install, engine } = options;
  const running = engine.plan;
  if (running === null) return [];
  const paths = [...events.keys()];
  const appFolders = paths.filter((path) => !path.startsWith(`${install}${sep}packages${sep}`));
  const isDescription = (path: string) => DESCRIPTIONS.test(path) || !/\.[a-z]+$/.test(path);
  if (appFolders.some(isDescription)) await applyFiles(options, cache);
  if (running.mode !== 'edit') return [];
  if (appFolders.length < paths.length) {
    await engine.refresh('all');
    return [];
  }
  const sources = appFolders.filter(isBackendSource);
  const isBelow = (path: string, ...parts: string[]) => path.startsWith([root, ...parts, ''].join(sep));
  // A folder that came as a whole: whatever runs of it was started from what is in it now.
  const isNew = (folder: string) => events.get(join(root, ...folder.split('/'), MANIFEST_NAME)) === 'add';
  const slugs = (engine.plan ?? running).apps
    .filter(({ folder }) => !isNew(folder) && sources.some((path) => isBelow(path, ...folder.split('/'), 'backend')))
    .map(({ slug }) => slug);
  if (slugs.length > 0) await engine.refresh(slugs);
  return slugs;
}

/** Makes the running plan the one that the files say now. */
async function applyFiles(options: WatchOptions, cache: WorkspaceCache): Promise<void> {
  const { root, engine, identity, ground, log } = options;
  await withAppFiles(root, () => sweep(options));
  const overtaken = await whileApplying(root, async () => {
    const running = engine.plan;
    if (running === null) return false;
    const { mode, choice } = running;
    const where = await ground();
    const { plan } = await withAppFiles(root, () =>
      makePlan({ root, mode, ground: where, choice, former: running, cache }),
    );
    const result = await engine.apply(plan, () => {});
    if (result.overtaken) return true;
    if (result.changed) {
      log(`applied the changed manifests: ${plan.apps.length} apps, ${plan.quarantined.length} left out`);
    }
    for (const problem of [...result.problems, ...plan.quarantined.flatMap((app) => app.problems)])
      log(formatProblem(problem));
    await identity.syncClients(plan.clients);
    return false;
  });
  if (overtaken) return applyFiles(options, cache);
}
