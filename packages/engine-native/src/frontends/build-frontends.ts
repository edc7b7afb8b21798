import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isScalrError, type Problem, ScalrError } from '@scalr/errors';
import type { FrontendKind } from '@scalr/plan';
import { run } from '@scalr/process';
import { z } from 'zod';
import { type CachedFolder, cachedFolder } from '../stack/cached-folder.ts';
import { Fingerprint } from '../stack/fingerprint.ts';
import { frontendErrors } from './errors.ts';

export interface BuildFolders {
  readonly stateFolder: string;
  readonly installFolder: string;
  readonly workspaceFolder: string;
}

export interface FrontendSource {
  readonly slug: string;
  readonly kind: FrontendKind;
  /** Absolute path of the app's `frontend/`. */
  readonly root: string;
}

export interface BuildFrontendOptions extends BuildFolders {
  readonly app: FrontendSource;
  /** False: without compressed siblings, which take as long to make as a site. Left out: true. */
  readonly compresses?: boolean;
}

export type BuildOutcome =
  | ({ readonly slug: string; readonly ok: true } & CachedFolder)
  | { readonly slug: string; readonly ok: false; readonly problems: readonly Problem[] };

export interface BuildFrontendsOptions extends BuildFolders {
  readonly apps: readonly FrontendSource[];
  /** Each app once, as it ends. */
  readonly onOutcome?: (outcome: BuildOutcome) => void;
}

/** Packages a frontend may import; their sources decide whether a build is stale. */
const FRONTEND_PACKAGES: Readonly<Record<FrontendKind, readonly string[]>> = {
  page: ['@scalr/app-client', '@scalr/auth-client', '@scalr/ui', '@scalr/api-types'],
  site: ['@scalr/site'],
};
const PROCESS = join(import.meta.dirname, 'build.ts');
const TIMEOUT_MS = 5 * 60_000;
/** How often a build is made anew whose sources changed meanwhile. */
const TRIES = 4;

class SourcesChanged extends Error {}

const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  file: z.string().exactOptional(),
  line: z.number().exactOptional(),
});

/** A short name of everything that a build is made from. */
export async function frontendFingerprint(options: BuildFrontendOptions): Promise<string> {
  const { app, installFolder, compresses = true } = options;
  const fingerprint = new Fingerprint()
    .lock(installFolder)
    .packages(installFolder, FRONTEND_PACKAGES[app.kind])
    .folder(import.meta.dirname)
    .folder(app.root, (name) => name.startsWith('.env'))
    .text(compresses ? 'compressed' : 'plain');
  if (app.kind === 'site') for (const path of await sourcesOf(options)) fingerprint.path(path);
  return fingerprint.digest();
}

async function sourcesOf({ app: { slug, root } }: BuildFrontendOptions): Promise<readonly string[]> {
  const { siteSources } = await import('@scalr/site');
  return siteSources({ root }).catch((cause: Error) => {
    throw frontendErrors.error('buildFailed', { slug, detail: cause.message, place: root }, { cause });
  });
}

/**
 * An app's frontend as a browser loads it, below `<state>/build/<slug>/`. Returns at once when nothing it depends on
 * changed; the build before stays, for a gateway that still serves it.
 * @throws ScalrError `FRONTEND_BUILD_FAILED`, `SITE_BUILD_FAILED`, `FRONTEND_INLINE_CODE`
 */
export async function buildFrontend(options: BuildFrontendOptions): Promise<CachedFolder> {
  const parent = join(options.stateFolder, 'build', options.app.slug);
  for (let left = TRIES; ; left -= 1) {
    const name = await frontendFingerprint(options);
    const make = async (folder: string) => {
      const failure = await runBuild(options, folder).then(
        () => null,
        (error: unknown) => error,
      );
      // What was edited meanwhile may be in it or not, so nothing of it is true of either state.
      if (left > 1 && (await frontendFingerprint(options)) !== name) throw new SourcesChanged();
      if (failure !== null) throw failure;
    };
    try {
      return await cachedFolder({ parent, name, keep: 1, make });
    } catch (error) {
      if (!(error instanceof SourcesChanged)) throw error;
    }
  }
}

/** All of them, a few at a time. One that fails does not keep the others from being built. */
export async function buildFrontends(options: BuildFrontendsOptions): Promise<readonly BuildOutcome[]> {
  const { apps, onOutcome, ...folders } = options;
  const outcomes: BuildOutcome[] = [];
  const waiting = apps.entries();
  const worker = async () => {
    for (const [index, app] of waiting) {
      const outcome = await attempt({ app, ...folders });
      outcomes[index] = outcome;
      onOutcome?.(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(apps.length, availableParallelism()) }, worker));
  return outcomes;
}

async function attempt(options: BuildFrontendOptions): Promise<BuildOutcome> {
  const { slug } = options.app;
  try {
    return { slug, ok: true, ...(await buildFrontend(options)) };
  } catch (error) {
    if (!isScalrError(error)) throw error;
    return { slug, ok: false, problems: error.problems };
  }
}

async function runBuild({ app, compresses = true, ...folders }: BuildFrontendOptions, folder: string): Promise<void> {
  const job = { slug: app.slug, kind: app.kind, root: app.root, folder, compresses, ...folders };
  const { code, stdout, stderr } = await run([process.execPath, PROCESS, JSON.stringify(job)], {
    cwd: folders.workspaceFolder,
    env: { NODE_ENV: 'production' },
    timeoutMs: TIMEOUT_MS,
  });
  if (code === 0) return;
  const cause = new Error(stderr);
  if (code === 1 && stdout.startsWith('{')) {
    throw new ScalrError('user', [problemSchema.parse(JSON.parse(stdout))], { cause });
  }
  const last = stderr.trim().split('\n').at(-1) ?? '';
  const detail = last === '' ? `the bundler ended with ${code}` : last;
  throw frontendErrors.error('buildFailed', { slug: app.slug, detail, place: app.root }, { cause });
}
