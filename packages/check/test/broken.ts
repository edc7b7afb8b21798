import { randomInt, randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type PlatformUnderTest, platformUnderTest } from '@scalr/testing';
import { ruleOf } from '../src/rules.ts';
import type { CheckReport } from '../src/run-check.ts';

const FIXTURES = join(import.meta.dirname, 'broken');

interface Edit {
  readonly file: string;
  /** Empty: the end of the file. */
  readonly find: string;
  readonly put: string;
}

interface Change {
  readonly edits?: readonly Edit[];
  readonly remove?: readonly string[];
}

/** `expected.json` of a broken app. Files are relative to the app. */
export interface Expected extends Change {
  readonly code: string;
  readonly file?: string;
  readonly line?: number;
  /** What `got` has to say. */
  readonly got?: readonly string[];
  /** Instead of `line`: a text that stands in it. */
  readonly at?: string;
  /** False: the generated client is left as it was before the app was broken. */
  readonly types?: boolean;
  /** Beside what lies in `fixed/`. */
  readonly fixed?: Change & {
    /** Words behind `./scalr`, once the platform is up again: what the finding says is to be run. */
    readonly run?: readonly string[];
  };
}

export interface BrokenApp {
  /** Name of the fixture, and slug of its app. */
  readonly name: string;
  readonly expected: Expected;
  /** Absolute path of the app. */
  readonly folder: string;
}

/** Fixtures by their names, in order. */
export function fixtureNames(): readonly string[] {
  return readdirSync(FIXTURES).sort();
}

export function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(join(FIXTURES, name, 'expected.json'), 'utf8')) as Expected;
}

/** The stage that has to find it; what no rule names is found in the manifest. */
export const stageOf = ({ code }: Expected) => ruleOf(code)?.stage ?? 'manifest';

export interface Workshop {
  readonly platform: PlatformUnderTest;
  readonly apps: readonly BrokenApp[];
  /** Checks apps up to a stage, all in one run. */
  check(names: readonly string[], until: string | null): Promise<Checked>;
  /** Does to every app what its fixture calls fixed. */
  fix(): Promise<void>;
  remove(): Promise<void>;
}

export interface Checked {
  readonly code: number;
  readonly reports: ReadonlyMap<string, CheckReport>;
}

/** One real platform on which every fixture is an app of its own, broken; and `whole`, as it was scaffolded. */
export async function openWorkshop(
  names: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Workshop> {
  const platform = platformUnderTest('this repository');
  const run = async (...args: readonly string[]) => {
    const answer = await platform.cli(args, { env });
    return answer;
  };
  const made = await run('new-app', 'Whole', '--description', 'As it comes.', '--json');
  if (made.code !== 0) throw new Error(made.stdout + made.stderr);
  const apps = names.map((name, index) => copyOf(platform.root, name, index));
  const stale = apps.filter(({ expected }) => expected.types === false);
  for (const app of stale) apply(app.folder, join(FIXTURES, app.name), {});
  for (const app of apps.filter((one) => !stale.includes(one))) breakApp(app);
  await run('types');
  for (const app of stale) breakApp(app);
  await up(run);
  return {
    ...{ platform, apps },
    check: async (slugs, until) => {
      const answer = await run('check', ...slugs, ...(until === null ? [] : ['--until', until]), '--json');
      const { apps: reports } = answer.data as { apps?: readonly CheckReport[] };
      if (reports === undefined) throw new Error(answer.stdout + answer.stderr);
      return { code: answer.code, reports: new Map(reports.map((report) => [report.slug, report])) };
    },
    fix: async () => {
      await run('down');
      for (const { name, folder, expected } of apps) apply(folder, join(FIXTURES, name, 'fixed'), expected.fixed ?? {});
      await run('types');
      await up(run);
      for (const { expected } of apps) {
        if (expected.fixed?.run === undefined) continue;
        const answer = await run(...expected.fixed.run);
        if (answer.code !== 0) throw new Error(answer.stdout + answer.stderr);
      }
    },
    remove: () => platform.remove(),
  };
}

export interface PageBoard {
  readonly platform: PlatformUnderTest;
  /** Of the page that a fixture brings, relative to the workspace. */
  fileOf(name: string): string;
  /** 1-based line where the finding has to be; undefined: anywhere. */
  lineOf(name: string): number | undefined;
  check(): Promise<{ readonly code: number; readonly report: CheckReport }>;
  fix(): void;
  remove(): Promise<void>;
}

/** One app that has the page of every fixture: a browser sees them all in one go. */
export async function openPageBoard(names: readonly string[]): Promise<PageBoard> {
  const platform = platformUnderTest('this repository');
  const made = await platform.cli(['new-app', 'Board', '--description', 'Pages that are broken.', '--json']);
  if (made.code !== 0) throw new Error(made.stdout + made.stderr);
  const fileOf = (name: string) => `apps/products/board/frontend/src/pages/${name}.tsx`;
  const put = (name: string, fixed: string) => {
    const { file = '' } = expectedOf(name);
    cpSync(join(FIXTURES, name, fixed, `${file}.txt`), join(platform.root, fileOf(name)));
  };
  for (const name of names) put(name, '');
  await up((...args) => platform.cli(args));
  return {
    ...{ platform, fileOf },
    lineOf: (name) => {
      const { line, at } = expectedOf(name);
      if (at === undefined) return line;
      const text = readFileSync(join(platform.root, fileOf(name)), 'utf8');
      return text.split('\n').findIndex((one) => one.includes(at)) + 1;
    },
    check: async () => {
      const answer = await platform.cli(['check', 'board', '--until', 'ui', '--json']);
      const [report] = (answer.data as { apps?: readonly CheckReport[] }).apps ?? [];
      if (report === undefined) throw new Error(answer.stdout + answer.stderr);
      return { code: answer.code, report };
    },
    fix: () => {
      for (const name of names) put(name, 'fixed');
    },
    remove: () => platform.remove(),
  };
}

async function up(run: (...args: readonly string[]) => Promise<{ code: number; stdout: string }>): Promise<void> {
  // Other suites run beside this one and reach for the usual ports.
  const { stdout } = await run('up', '--port', String(20_000 + randomInt(20_000)), '--json');
  if (!stdout.includes('"portal_url"')) throw new Error(stdout);
}

const PORTS = 40;

/** The app that was scaffolded, with another name: quicker than scaffolding each. */
function copyOf(root: string, name: string, index: number): BrokenApp {
  const folder = join(root, 'apps/products', name);
  cpSync(join(root, 'apps/products/whole'), folder, { recursive: true });
  cpSync(join(root, 'packages/api-types/src/whole'), join(root, 'packages/api-types/src', name), { recursive: true });
  for (const path of filesIn(folder)) {
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/\bwhole\b/g, name).replace(/\bWhole\b/g, name));
  }
  const manifest = join(folder, 'app.manifest.yml');
  const moved = readFileSync(manifest, 'utf8')
    .replace(/^id: .*$/m, `id: ${randomUUID()}`)
    .replace(/^( +(?:frontend|backend|db): )(\d+)$/gm, (_, key: string, port: string) => {
      return `${key}${Number(port) + (index + 1) * PORTS}`;
    });
  writeFileSync(manifest, moved);
  return { name, expected: expectedOf(name), folder };
}

function breakApp({ name, folder, expected }: BrokenApp): void {
  apply(folder, join(FIXTURES, name), expected);
}

/** Sources lie in fixtures with `.txt` behind their names, so that nobody compiles what is broken on purpose. */
function apply(folder: string, overlay: string, { edits = [], remove = [] }: Change): void {
  for (const path of existsSync(overlay) ? filesIn(overlay) : []) {
    const relative = path.slice(overlay.length + 1);
    if (relative === 'expected.json' || relative.startsWith('fixed/')) continue;
    const to = join(folder, relative.replace(/(\.(?:ts|tsx|py|css))\.txt$/, '$1'));
    mkdirSync(dirname(to), { recursive: true });
    cpSync(path, to);
  }
  for (const { file, find, put } of edits) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(find)) throw new Error(`${path} has no ${find}`);
    writeFileSync(path, find === '' ? `${text}${put}` : text.replace(find, () => put));
  }
  for (const file of remove) rmSync(join(folder, file));
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Where `expected.json` says that it is: a line, or the line that a text stands in. */
export function lineOf({ folder, expected }: BrokenApp): number | undefined {
  const { file, line, at } = expected;
  if (at === undefined || file === undefined) return line;
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  return lines.findIndex((text) => text.includes(at)) + 1;
}
