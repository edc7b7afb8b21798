/**
 * A process of its own, so that what the bundler takes is given back: `node build.ts <job as JSON>`.
 * Fills the folder of the job; exit 0 prints nothing, exit 1 prints the problem as JSON on its standard output.
 */
import { join, relative, sep } from 'node:path';
import { isScalrError, type Problem } from '@scalr/errors';
import { type FileSet, writeFileSet } from '@scalr/fileset';
import { z } from 'zod';
import { bundlerFindings } from '../stack/bundler-error.ts';
import { withSiblings } from './compress.ts';
import { frontendErrors } from './errors.ts';
import { inlineCode } from './inline-code.ts';

const job = z
  .strictObject({
    slug: z.string(),
    kind: z.enum(['page', 'site']),
    root: z.string(),
    stateFolder: z.string(),
    installFolder: z.string(),
    workspaceFolder: z.string(),
    /** Filled with the build. */
    folder: z.string(),
    compresses: z.boolean(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));
const { slug, kind } = job;
const inWorkspace = (path: string) => relative(job.workspaceFolder, path).split(sep).join('/');

const problem = await attempt();
if (problem !== null) process.stdout.write(JSON.stringify(problem));
// Native threads of the bundler may outlive it.
process.exit(problem === null ? 0 : 1);

/** Loaded when it is known what is built: each brings a bundler that the other has no use for. */
async function output(): Promise<FileSet> {
  if (kind === 'page') return (await import('./build-output.ts')).buildOutput(job);
  const { buildSite } = await import('@scalr/site');
  return buildSite(job);
}

async function attempt(): Promise<Problem | null> {
  try {
    const files = await output();
    for (const [name, { content }] of files) {
      const what = name.endsWith('.html') ? inlineCode(Buffer.from(content).toString('utf8'), kind) : null;
      if (what === null) continue;
      // The pages of a site are made from files of other names.
      const place = kind === 'page' ? { file: inWorkspace(join(job.root, name)) } : {};
      return frontendErrors.problem('inlineCode', { slug, kind, name, what }, place);
    }
    await writeFileSet(job.folder, job.compresses ? await withSiblings(files) : files);
    return null;
  } catch (error) {
    if (isScalrError(error)) return error.problems[0] as Problem;
    const [{ detail, ...place }] = bundlerFindings(error, job.workspaceFolder);
    return frontendErrors.problem('buildFailed', { slug, detail, place: place.file ?? inWorkspace(job.root) }, place);
  }
}
