import type { Problem } from '@scalr/errors';
import { manifestErrors } from './errors.ts';
import { lucideName } from './lucide-names.ts';
import { folderRule, type Path, RULES } from './rules.ts';
import { type Manifest, manifestSchema } from './schema.ts';
import { pointerOf, schemaProblems } from './schema-problem.ts';
import { seen } from './seen.ts';
import { MANIFEST_SIZE_LIMIT, readYaml } from './yaml-text.ts';

export interface ParseOptions {
  /** Path of the manifest relative to the workspace root, for the problems. */
  readonly file: string;
  /** Folder of the app relative to the workspace root. Given: slug and kind must agree with it. */
  readonly folder?: string;
}

export type ParsedManifest =
  /** `lines`: 1-based line of each key that is written, by JSON pointer. */
  | { readonly ok: true; readonly manifest: Manifest; readonly lines: ReadonlyMap<string, number> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const PROBLEM_LIMIT = 50;

/** Text of an `app.manifest.yml` to a manifest with every default filled in, or to everything that is wrong with it. Never throws. */
export function parseManifest(text: string | Uint8Array, { file, folder }: ParseOptions): ParsedManifest {
  const bytes = text.length;
  if (bytes > MANIFEST_SIZE_LIMIT) {
    return refused([manifestErrors.problem('tooLarge', { bytes, limit: MANIFEST_SIZE_LIMIT }, { file })]);
  }
  const decoded = typeof text === 'string' ? text : decode(text);
  if (decoded === undefined) return refused([manifestErrors.problem('notText', {}, { file, line: 1 })]);

  const yaml = readYaml(decoded, file);
  const { lines } = yaml;
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
    if (yaml.problems.length > 0) return refused(yaml.problems);
    const what = yaml.value === undefined || yaml.value === null ? 'nothing' : seen(yaml.value);
    return refused([manifestErrors.problem('notMapping', { seen: what }, { file, line: 1 })]);
  }

  const input = withBackendDefaults(yaml.value as Record<string, unknown>);
  const problems = [...yaml.problems];
  const place = (path: Path) => ({ file, line: lineOf(path, lines), pointer: pointerOf(path) });
  const result = manifestSchema.safeParse(input);
  for (const issue of result.error?.issues ?? []) problems.push(...schemaProblems(issue, input, place));
  const report = (path: Path, make: (at: ReturnType<typeof place>) => Problem) => problems.push(make(place(path)));
  for (const rule of RULES) rule(input, report);
  if (folder !== undefined) folderRule(folder, input, report);
  if (!result.success || problems.length > 0) return refused(problems);
  const { icon } = result.data;
  return { ok: true, manifest: { ...result.data, icon: lucideName(icon) ?? icon }, lines };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Of the place itself, else of the nearest thing around it that is written. */
function lineOf(path: Path, lines: ReadonlyMap<string, number>): number {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(pointerOf(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}

/** The one default that depends on another key, so the schema cannot say it. */
function withBackendDefaults(input: Record<string, unknown>): Record<string, unknown> {
  const { database, backend } = input;
  if (backend !== 'fastapi' || typeof database !== 'object' || database === null || 'migrations' in database) {
    return input;
  }
  return { ...input, database: { ...database, migrations: 'alembic' } };
}

/** In the order of the file; the same thing said twice is said once. */
function refused(found: readonly Problem[]): ParsedManifest {
  const unique = new Map(found.map((problem) => [`${problem.code} ${problem.line} ${problem.pointer}`, problem]));
  const problems = [...unique.values()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const more = problems.length - PROBLEM_LIMIT;
  if (more <= 0) return { ok: false, problems };
  const { file } = problems[0]!;
  const rest = manifestErrors.problem('tooMany', { more }, file === undefined ? {} : { file });
  return { ok: false, problems: [...problems.slice(0, PROBLEM_LIMIT), rest] };
}
