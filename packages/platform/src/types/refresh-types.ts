import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isScalrError, type Problem } from '@scalr/errors';
import { diffFileSet, type FileSet, writeFileSet } from '@scalr/fileset';
import { breakingChanges, clientFiles, DOCUMENT_FILE } from '@scalr/openapi';
import type { DiscoveredApp } from '@scalr/plan';
import type { ApiReader, ApiReading } from '@scalr/ports';
import { loadWorkspace, readFolder, type Workspace } from '@scalr/workspace';
import { withAppFiles } from '../life/turn.ts';
import { requireFit } from '../named-apps.ts';
import { apiSource } from './api-sources.ts';
import { typesErrors } from './errors.ts';
import { typesFolders } from './types-folders.ts';

const FOLDER = 'packages/api-types/src';

export interface TypesWish {
  /** Left out or empty: every app, and the clients of apps that are gone are removed. */
  readonly slugs?: readonly string[];
  /** Writes nothing and says what would be written. */
  readonly check?: boolean;
  /** Writes also what breaks the apps that call this one. */
  readonly acceptBreaking?: boolean;
}

/** `refused`: see the problems; its files are as they were. */
export type TypesState = 'fresh' | 'written' | 'removed' | 'stale' | 'refused';

export interface TypesReport {
  readonly apps: readonly { readonly slug: string; readonly state: TypesState }[];
  /** Empty: every client is what its backend says. */
  readonly problems: readonly Problem[];
}

interface Outcome {
  readonly slug: string;
  readonly state: TypesState;
  readonly problems: readonly Problem[];
}

/** Of a platform; `types` needs nothing that runs. */
export interface TypesGround {
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly apis: ApiReader;
}

/**
 * Makes the client of every app be what its backend's sources say. What is wrong with one app is in the report, and
 * the others go on.
 * @throws ScalrError `APP_UNKNOWN` before anything is written
 */
export async function refreshTypes(ground: TypesGround, wish: TypesWish = {}): Promise<TypesReport> {
  const { slugs = [], check = false, acceptBreaking = false } = wish;
  const workspace = await loadWorkspace(ground.root);
  const { root } = workspace;
  requireFit(slugs, 'types', workspace);
  const wanted = workspace.apps.flatMap((app) => {
    const source = slugs.length === 0 || slugs.includes(app.manifest.slug) ? apiSource(root, app) : null;
    return source === null ? [] : [source];
  });
  const readings = await ground.apis.read(wanted);
  const outcomes: Outcome[] = [];
  for (const [index, { slug }] of wanted.entries()) {
    const reading = readings[index]!;
    outcomes.push(
      await refreshOne(root, slug, reading, { check, callers: callersOf(slug, workspace), acceptBreaking }),
    );
  }
  if (slugs.length === 0) outcomes.push(...(await leftOver(root, check)));
  return {
    apps: outcomes.map(({ slug, state }) => ({ slug, state })).sort((a, b) => (a.slug < b.slug ? -1 : 1)),
    problems: outcomes.flatMap(({ problems }) => problems),
  };
}

interface Terms {
  readonly check: boolean;
  readonly callers: readonly string[];
  readonly acceptBreaking: boolean;
}

async function refreshOne(root: string, slug: string, reading: ApiReading, terms: Terms): Promise<Outcome> {
  if (!reading.ok) return { slug, state: 'refused', problems: reading.problems };
  const folder = `${FOLDER}/${slug}`;
  try {
    const before = await readFolder(root, folder, () => false);
    const after = clientFiles(slug, reading.document);
    const { added, changed, removed } = diffFileSet(contents(before), contents(after));
    const files = [...added, ...changed, ...removed];
    if (files.length === 0) return { slug, state: 'fresh', problems: [] };
    const breaks = terms.acceptBreaking ? [] : breaksOf(slug, before, reading.document, terms.callers);
    if (breaks.length > 0) return { slug, state: 'refused', problems: breaks };
    if (terms.check) return { slug, state: 'stale', problems: [typesErrors.problem('stale', { slug, files })] };
    await writeFileSet(join(root, folder), after, { previous: before.keys() });
    return { slug, state: 'written', problems: [] };
  } catch (error) {
    if (isScalrError(error)) return { slug, state: 'refused', problems: error.problems };
    throw error;
  }
}

/** The document that is committed is what the callers were built against. */
function breaksOf(slug: string, before: FileSet, document: unknown, callers: readonly string[]): readonly Problem[] {
  const baseline = before.get(DOCUMENT_FILE);
  if (callers.length === 0 || baseline === undefined) return [];
  const former: unknown = JSON.parse(textOf(baseline.content));
  return breakingChanges(slug, former, document).map(({ pointer, what }) =>
    typesErrors.problem(
      'breaking',
      { slug, callers, pointer, what },
      { file: `${FOLDER}/${slug}/${DOCUMENT_FILE}`, pointer },
    ),
  );
}

function callersOf(slug: string, { apps }: Workspace): readonly string[] {
  return apps.filter(({ manifest }: DiscoveredApp) => manifest.calls.includes(slug)).map((app) => app.manifest.slug);
}

/** Nobody makes or renames an app meanwhile: its client may be there before it is. */
async function leftOver(root: string, check: boolean): Promise<readonly Outcome[]> {
  if (!check) return withAppFiles(root, async () => removeLeftOver(root, await goneSlugs(root)));
  return (await goneSlugs(root)).map((slug) => {
    const problem = typesErrors.problem('leftOver', { slug, folder: `${FOLDER}/${slug}` });
    return { slug, state: 'stale', problems: [problem] };
  });
}

/** An app that is merely unfit for now is not gone. */
async function goneSlugs(root: string): Promise<readonly string[]> {
  const { apps, quarantined, setAside } = await loadWorkspace(root);
  const known = new Set([
    ...apps.filter(({ manifest }) => manifest.backend !== 'none').map(({ manifest }) => manifest.slug),
    ...[...quarantined, ...setAside].map(({ folder }) => folder.split('/').at(-1)),
  ]);
  return (await typesFolders(join(root, FOLDER))).filter((slug) => !known.has(slug));
}

async function removeLeftOver(root: string, slugs: readonly string[]): Promise<readonly Outcome[]> {
  for (const slug of slugs) await rm(join(root, FOLDER, slug), { recursive: true, force: true });
  return slugs.map((slug) => ({ slug, state: 'removed', problems: [] }));
}

/** Without permission bits: only what is in a file counts. */
function contents(set: FileSet): FileSet {
  return new Map([...set].map(([path, { content }]) => [path, { content: textOf(content) }]));
}

function textOf(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}
