import { randomUUID } from 'node:crypto';
import { ScalrError } from '@scalr/errors';
import type { FileSet } from '@scalr/fileset';
import { databaseName, TEMPLATE_SLUG } from '@scalr/manifest';
import { type Answers, completeAnswers, ignoredBy, type NewApp, planNewApp, type Wish } from '@scalr/scaffold';
import { readFolder, readManifestTexts, readWorkspaceText } from '@scalr/workspace';
import type { Platform } from '../platform.ts';
import { lifeErrors } from './errors.ts';
import { folderExists } from './placed-app.ts';
import { goingDatabases } from './sweep.ts';

/**
 * What `newApp` would make of the same wish now; nothing is written.
 * @throws ScalrError with everything that stands in its way
 */
export async function previewNewApp(platform: Platform, wish: Wish): Promise<NewApp> {
  const answers = requireAnswers(wish);
  const isUp = (await platform.engine.current()) !== null;
  return planApp(platform, answers, { template: await readTemplate(platform.root), isUp });
}

/** @throws ScalrError with everything that is missing of the wish, or wrong with it */
export function requireAnswers(wish: Wish): Answers {
  const answered = completeAnswers(wish);
  if (!answered.ok) throw new ScalrError('usage', answered.problems);
  return answered.answers;
}

/**
 * The template's files, cruft left out.
 * @throws ScalrError `TEMPLATE_MISSING`
 */
export async function readTemplate(root: string): Promise<FileSet> {
  const gitignores = await Promise.all(
    ['.gitignore', `${TEMPLATE_SLUG}/.gitignore`].map(async (path) => (await readWorkspaceText(root, path)) ?? ''),
  );
  const template = await readFolder(root, TEMPLATE_SLUG, ignoredBy(gitignores));
  if (template.size === 0) throw lifeErrors.error('noTemplate', { root });
  return template;
}

/**
 * A new app beside those there are.
 * @throws ScalrError with everything that stands in its way
 */
export async function planApp(
  platform: Platform,
  answers: Answers,
  { template, isUp }: { readonly template: FileSet; readonly isUp: boolean },
): Promise<NewApp> {
  const { root } = platform;
  const [manifests, databases, isThere] = await Promise.all([
    readManifestTexts(root),
    goingDatabases(root),
    folderExists(root, answers.folder),
  ]);
  const planned = planNewApp({
    ...{ answers, template, manifests, databases, folderExists: isThere },
    id: randomUUID(),
    created: new Date().toISOString().slice(0, 10),
  });
  if (!planned.ok) throw new ScalrError('user', planned.problems);
  const database = databaseName(planned.app.manifest);
  if (isUp && database !== undefined && (await platform.databases.exists(database))) {
    throw lifeErrors.error('databaseLeft', { database });
  }
  return planned.app;
}
