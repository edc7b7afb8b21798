import type { Problem } from '@scalr/errors';
import { type FileEntry, type FileSet, fileSet } from '@scalr/fileset';
import { databaseName, type Manifest, parseManifest } from '@scalr/manifest';
import type { Answers } from './answers.ts';
import { scaffoldErrors } from './errors.ts';
import { type Facts, UnfitFile } from './facts.ts';
import { manifestOfNewApp } from './files/manifest-file.ts';
import { type ManifestText, neighbourOf, nextPorts } from './neighbours.ts';
import { transform } from './transform.ts';

export const MANIFEST = 'app.manifest.yml';
/** Of the template; after scaffolding there is only `backend/`. */
const BACKEND_FOLDER = { typescript: 'backend', fastapi: 'backend-fastapi' } as const;

export interface NewAppInput {
  readonly answers: Answers;
  /** The template's files, cruft left out. */
  readonly template: FileSet;
  /** Of every app there is, those that are not fit to run too, and the template's own. */
  readonly manifests: readonly ManifestText[];
  /** Databases that nobody may have besides: those of apps that are just going. */
  readonly databases?: readonly string[];
  /** Whether `answers.folder` is there already. */
  readonly folderExists: boolean;
  /** A fresh UUID. */
  readonly id: string;
  /** Today, YYYY-MM-DD. */
  readonly created: string;
}

export interface NewApp {
  readonly manifest: Manifest;
  readonly folder: string;
  /** Paths relative to the new app's folder. */
  readonly files: FileSet;
}

export type NewAppPlan =
  | { readonly ok: true; readonly app: NewApp }
  | { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] };

/** Answers and template to the files of a new app, or to everything that stands in its way. Pure. */
export function planNewApp(input: NewAppInput): NewAppPlan {
  const { answers, template, manifests, id, created } = input;
  const neighbours = manifests.map(neighbourOf);
  const problems: Problem[] = [];
  const ports = nextPorts(neighbours);
  if (ports === undefined) problems.push(scaffoldErrors.problem('noPorts', {}));
  const manifestText = template.get(MANIFEST)?.content;
  if (manifestText === undefined) return refused([unfit(MANIFEST, 'is missing')]);

  let written: string;
  try {
    written = manifestOfNewApp(textOf(manifestText), answers, {
      id,
      created,
      ports: ports ?? { frontend: 3000, backend: 8000, db: 5432 },
    });
  } catch (error) {
    return refused([unfitOf(MANIFEST, error)]);
  }
  const file = `${answers.folder}/${MANIFEST}`;
  const parsed = parseManifest(written, { file, folder: answers.folder });
  // Nobody wrote that file yet, so a line of it would say nothing.
  if (!parsed.ok) problems.push(...parsed.problems.map(({ file: _, line: __, ...problem }) => problem));
  problems.push(...takenProblems(input, parsed.ok ? databaseName(parsed.manifest) : undefined));
  if (!parsed.ok || problems.length > 0) return refused(problems);

  const from = factsOf(textOf(manifestText), input);
  if (from === undefined) return refused([unfit(MANIFEST, 'is not valid')]);
  const { name, slug, description, folder, backend } = answers;
  const change = { from, to: { name, slug, description, folder, backend, ports }, keepsData: false };
  const entries: [string, FileEntry][] = [];
  for (const [path, entry] of onlyBackend(template, backend)) {
    try {
      const text = path === MANIFEST ? written : transform(path, entry, change);
      entries.push([path, text === undefined ? entry : { ...entry, content: text }]);
    } catch (error) {
      problems.push(unfitOf(path, error));
    }
  }
  if (backend !== 'typescript' && !entries.some(([path]) => path.startsWith('backend/'))) {
    problems.push(unfit(`${BACKEND_FOLDER[backend]}/`, 'is missing'));
  }
  if (problems.length > 0) return refused(problems);
  return { ok: true, app: { manifest: parsed.manifest, folder, files: fileSet(entries) } };
}

function takenProblems(
  { answers, manifests, databases = [], folderExists }: NewAppInput,
  database?: string,
): Problem[] {
  const { slug, folder } = answers;
  const neighbours = manifests.map(neighbourOf);
  const problems: Problem[] = [];
  const owner = neighbours.find(({ names }) => names.has(slug));
  if (owner !== undefined) problems.push(scaffoldErrors.problem('taken', { slug, folder: owner.folder }));
  else if (folderExists) problems.push(scaffoldErrors.problem('folderTaken', { folder }));
  const holder = neighbours.find((one) => database !== undefined && one.database === database && one !== owner);
  const pending = database !== undefined && databases.includes(database) ? 'an app that was removed' : undefined;
  const holding = holder?.folder ?? pending;
  if (holding !== undefined && database !== undefined) {
    problems.push(scaffoldErrors.problem('databaseTaken', { database, folder: holding }));
  }
  return problems;
}

/** The template's own values, which the new ones stand in for. */
function factsOf(text: string, { manifests }: NewAppInput): Facts | undefined {
  const parsed = parseManifest(text, { file: MANIFEST });
  if (!parsed.ok) return undefined;
  const { slug, name, description, backend, routing } = parsed.manifest;
  const folder = manifests.find((one) => neighbourOf(one).names.has(slug))?.folder ?? slug;
  return { slug, name, description, folder, backend, ports: routing.ports };
}

/** Leaves one backend, as `backend/`. Files of a `backend-…` folder are nowhere else. */
function* onlyBackend(template: FileSet, backend: Answers['backend']): Generator<readonly [string, FileEntry]> {
  const chosen = `${BACKEND_FOLDER[backend]}/`;
  for (const [path, entry] of template) {
    if (path.startsWith(chosen)) yield [`backend/${path.slice(chosen.length)}`, entry];
    else if (!/^backend(?:-[a-z]+)?\//.test(path) && !drives(path, entry, backend)) yield [path, entry];
  }
}

/** A test beside both backends that boots the other one in its own process. */
function drives(path: string, { content }: FileEntry, backend: Answers['backend']): boolean {
  if (backend === 'typescript' || !/(?:^|\/)tests?\/.*\.tsx?$/.test(path)) return false;
  return /\bfrom\s+['"]@scalr\/app-server['"]/.test(textOf(content));
}

const textOf = (content: string | Uint8Array) =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);
const unfit = (path: string, why: string) =>
  scaffoldErrors.problem('templateUnfit', { path: `template-app/${path}`, why });

function unfitOf(path: string, error: unknown): Problem {
  if (!(error instanceof UnfitFile)) throw error;
  return unfit(path, error.why);
}

function refused(problems: readonly Problem[]): NewAppPlan {
  return { ok: false, problems: problems as readonly [Problem, ...Problem[]] };
}
