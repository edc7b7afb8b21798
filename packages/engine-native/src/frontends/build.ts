/**
 * A process of its own, so that what the bundler takes is given back: `node build.ts <job as JSON>`.
 * Fills the folder of the job; exit 0 prints nothing, exit 1 prints the problem as JSON on its standard output.
 */
import { join, relative, sep } from 'node:path';
import type { Problem } from '@scalr/errors';
import { writeFileSet } from '@scalr/fileset';
import { z } from 'zod';
import { buildOutput, inlineCode } from './build-output.ts';
import { frontendErrors } from './errors.ts';

const job = z
  .strictObject({
    slug: z.string(),
    root: z.string(),
    stateFolder: z.string(),
    installFolder: z.string(),
    workspaceFolder: z.string(),
    /** Filled with the build. */
    folder: z.string(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));
const { slug } = job;
const inWorkspace = (path: string) => relative(job.workspaceFolder, path).split(sep).join('/');

const problem = await attempt();
if (problem !== null) process.stdout.write(JSON.stringify(problem));
// Native threads of the bundler may outlive it.
process.exit(problem === null ? 0 : 1);

async function attempt(): Promise<Problem | null> {
  try {
    const output = await buildOutput(job);
    for (const [name, { content }] of output) {
      const what = name.endsWith('.html') ? inlineCode(Buffer.from(content).toString('utf8')) : null;
      if (what !== null) {
        return frontendErrors.problem('inlineCode', { slug, what }, { file: inWorkspace(join(job.root, name)) });
      }
    }
    await writeFileSet(job.folder, output);
    return null;
  } catch (error) {
    return buildProblem(error);
  }
}

interface BundlerError {
  readonly message?: string;
  readonly id?: string;
  readonly loc?: { readonly file?: string; readonly line?: number };
  readonly errors?: readonly BundlerError[];
}

function buildProblem(error: unknown): Problem {
  const outer = error as BundlerError;
  const cause = outer.errors?.[0] ?? outer;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences of a terminal are what is taken out
  const text = (cause.message ?? String(error)).replace(/\u001b\[[0-9;]*m/g, '');
  const path = cause.loc?.file ?? cause.id ?? outer.id;
  const file = path === undefined || !path.startsWith('/') ? undefined : inWorkspace(path.replace(/\?.*$/, ''));
  const line = cause.loc?.line ?? lineOf(text);
  const [detail = 'unknown'] = text.split('\n').filter((part) => part.trim() !== '' && !/^Build failed/.test(part));
  return frontendErrors.problem(
    'buildFailed',
    { slug, detail: detail.trim(), place: file === undefined ? inWorkspace(job.root) : file },
    { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) },
  );
}

/** Out of the bundler's drawing: `╭─[ src/app.tsx:3:9 ]`. */
function lineOf(text: string): number | undefined {
  const found = /\[\s*[^\]\n]*?:(\d+):\d+\s*\]/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
