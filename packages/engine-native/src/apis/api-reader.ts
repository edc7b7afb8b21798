import { join, relative, sep } from 'node:path';
import { isScalrError, type Problem } from '@scalr/errors';
import type { ApiReader, ApiReading, ApiSource } from '@scalr/ports';
import { run } from '@scalr/process';
import type { Layout } from '../layout.ts';
import { PythonEnvironments, pythonVariables } from '../python/index.ts';
import { apiErrors } from './errors.ts';
import { type Told, toldSchema } from './told.ts';

export interface ApiReaderOptions {
  readonly layout: Layout;
  /** Of the processes that look: the machine's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** The Python that somebody named; undefined: found on PATH. */
  readonly python: () => Promise<string | undefined>;
}

/** Below the checkout: the supervisor is bundled. */
const PROCESS = 'packages/engine-native/src/apis/describe.ts';
const TIMEOUT_MS = 60_000;
/** Each takes a core for a third of a second. */
const AT_ONCE = 2;

/** Reads APIs by loading routes and models, each backend in a process of its own, in its own language. */
export function createApiReader({ layout, environment, python }: ApiReaderOptions): ApiReader {
  const { install: installFolder, workspace: workspaceFolder } = layout;
  const environments = new PythonEnvironments({ installFolder, workspaceFolder, env: environment, python });

  const commandOf: Readonly<Record<ApiSource['language'], (source: ApiSource, job: object) => Promise<Command>>> = {
    typescript: async (_source, job) => ({
      argv: [process.execPath, join(layout.install, PROCESS), JSON.stringify({ ...job, installFolder })],
      env: { NODE_COMPILE_CACHE: join(layout.cache, 'node') },
    }),
    fastapi: async ({ backend }, job) => {
      const found = await environments.of(backend);
      return {
        argv: [found.interpreter, '-P', '-m', 'scalr_app_server.describe_app', JSON.stringify(job)],
        env: pythonVariables(found),
      };
    },
  };

  const readOne = async (source: ApiSource): Promise<ApiReading> => {
    const { slug, backend, language, healthPath, auth, env } = source;
    try {
      const command = await commandOf[language](source, { src: join(backend, 'src'), slug, healthPath, auth, env });
      const { code, stdout, stderr } = await run(command.argv, {
        cwd: backend,
        env: { ...environment, ...command.env },
        timeoutMs: TIMEOUT_MS,
      });
      const told = toldOf(stdout) ?? { ok: false, problems: [], detail: lastLine(stderr) ?? `it ended with ${code}` };
      if (told.ok) return { ok: true, document: told.document };
      return { ok: false, problems: problemsOf(source, told, workspaceFolder) };
    } catch (error) {
      if (isScalrError(error)) return { ok: false, problems: error.problems };
      throw error;
    }
  };

  return {
    read: async (sources) => {
      const readings: ApiReading[] = [];
      let next = 0;
      const worker = async () => {
        for (let at = next++; at < sources.length; at = next++) readings[at] = await readOne(sources[at]!);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return readings;
    },
  };
}

interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** Null: it ended without a word, or somebody else's. */
function toldOf(stdout: string): Told | null {
  try {
    const parsed = toldSchema.safeParse(JSON.parse(stdout));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}

function problemsOf(
  { slug, backend }: ApiSource,
  { problems, detail, file, line }: Extract<Told, { ok: false }>,
  workspaceFolder: string,
): readonly Problem[] {
  const inWorkspace = (path: string) => relative(workspaceFolder, path).split(sep).join('/');
  const where = {
    ...(file === undefined ? {} : { file: inWorkspace(file) }),
    ...(line === undefined ? {} : { line }),
  };
  if (problems.length > 0) return problems.map((problem) => ({ ...problem, ...where }));
  const place = inWorkspace(file ?? join(backend, 'src')) + (line === undefined ? '' : `:${line}`);
  return [apiErrors.problem('notDescribed', { slug, detail, place }, where)];
}
