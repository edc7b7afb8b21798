import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Problem, ScalrError } from '@scalr/errors';
import { moveFolder, stageFileSet } from '@scalr/fileset';
import { TEMPLATE_SLUG } from '@scalr/manifest';
import type { AppPlan, Plan } from '@scalr/plan';
import type { Progress } from '@scalr/ports';
import type { Answers, NewApp, Wish } from '@scalr/scaffold';
import type { Platform } from '../platform.ts';
import { apiTypesFolder, apiTypesFor, readApiTypes, removeApiTypes } from './api-types.ts';
import { converge } from './converge.ts';
import { lifeErrors } from './errors.ts';
import { openStaging } from './journal.ts';
import { planApp, readTemplate, requireAnswers } from './plan-app.ts';
import { type SmokeCheck, smokeApp } from './smoke.ts';
import { sweep } from './sweep.ts';
import { withAppFiles } from './turn.ts';
import { withdraw } from './withdraw.ts';

/** Where a test may stop the world. */
export type NewAppStep = 'planned' | 'staged' | 'types' | 'placed' | 'applied' | 'checked' | 'withdrawn';

export interface NewAppOptions {
  readonly onProgress: (progress: Progress) => void;
  /** For tests. */
  readonly onStep?: (step: NewAppStep) => void | Promise<void>;
}

export interface NewAppReport {
  readonly slug: string;
  readonly folder: string;
  /** Paths relative to the app's folder. */
  readonly files: readonly string[];
  /** Null: the platform is down, and the app comes up with it. */
  readonly running: { readonly url: string; readonly checks: readonly SmokeCheck[] } | null;
}

/**
 * Makes an app of the template, from the answers to its first request, or leaves no trace of it.
 * @throws ScalrError with everything that stands in its way, before anything is written; or why it does not work
 */
export async function newApp(platform: Platform, wish: Wish, options: NewAppOptions): Promise<NewAppReport> {
  const { onProgress, onStep = () => {} } = options;
  const answers = requireAnswers(wish);
  const { backend } = answers;
  if (backend !== 'typescript') {
    await step(backend, onProgress, () => platform.languages.ready(backend, TEMPLATE_SLUG));
  }
  const isUp = (await platform.engine.current()) !== null;
  const app = await step('files', onProgress, () => placeApp(platform, answers, { isUp, onStep }));
  await onStep('placed');
  const report = { slug: app.manifest.slug, folder: app.folder, files: [...app.files.keys()] };
  // Whatever comes up meanwhile reads the app itself.
  if (!isUp) return { ...report, running: null };
  try {
    const running = await bringUp(platform, app, options);
    return { ...report, running };
  } catch (error) {
    await withdraw(platform, app);
    await onStep('withdrawn');
    throw error;
  }
}

/** Everything up to the one step that makes the app be there. */
async function placeApp(
  platform: Platform,
  answers: Answers,
  { isUp, onStep }: { isUp: boolean; onStep: NonNullable<NewAppOptions['onStep']> },
): Promise<NewApp> {
  const { root } = platform;
  const [template, types] = await Promise.all([readTemplate(root), readApiTypes(root, TEMPLATE_SLUG)]);
  return withAppFiles(root, async () => {
    await sweep({ root, databases: isUp ? platform.databases : null });
    const app = await planApp(platform, answers, { template, isUp });
    await onStep('planned');
    const { id, slug } = app.manifest;
    const staging = await openStaging(root, randomUUID(), { kind: 'new', id, slug, folder: app.folder });
    let typesPlaced = false;
    try {
      await stageFileSet(staging.app, app.files);
      await stageFileSet(staging.types, apiTypesFor(types, TEMPLATE_SLUG, slug));
      await onStep('staged');
      if (types.size > 0) {
        // Nobody has this slug, so what lies there is of nobody.
        await removeApiTypes(root, slug);
        await moveFolder(staging.types, apiTypesFolder(root, slug));
        typesPlaced = true;
      }
      await onStep('types');
      await moveFolder(staging.app, join(root, app.folder));
    } catch (error) {
      if (typesPlaced) await removeApiTypes(root, slug).catch(() => undefined);
      await staging.discard().catch(() => undefined);
      throw error;
    }
    await staging.discard();
    return app;
  });
}

async function bringUp(
  platform: Platform,
  { manifest }: NewApp,
  { onProgress, onStep = () => {} }: NewAppOptions,
): Promise<NewAppReport['running']> {
  const { slug } = manifest;
  const converged = await step('platform', onProgress, () => converge(platform, { with: slug }));
  if (converged === null) return null;
  await onStep('applied');
  const app = runs(converged.plan, slug, converged.problems);
  const checks = await step('check', onProgress, () => smokeApp(platform, converged.plan, app));
  await onStep('checked');
  return { url: app.url, checks };
}

/** @throws ScalrError with what keeps it from running */
function runs(plan: Plan, slug: string, problems: readonly Problem[]): AppPlan {
  const app = plan.apps.find((one) => one.slug === slug);
  const own = problems.filter(({ file, message }) => (file ?? message).includes(app?.folder ?? slug));
  const [first, ...rest] = own;
  if (first !== undefined) throw new ScalrError('user', [first, ...rest]);
  if (app === undefined) throw lifeErrors.error('notUp', { slug });
  return app;
}

async function step<T>(name: string, onProgress: (progress: Progress) => void, work: () => Promise<T>): Promise<T> {
  onProgress({ step: name, state: 'begin' });
  try {
    const done = await work();
    onProgress({ step: name, state: 'done' });
    return done;
  } catch (error) {
    onProgress({ step: name, state: 'failed' });
    throw error;
  }
}
