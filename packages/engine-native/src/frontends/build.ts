/**
 * A process of its own, so that what the bundler takes is given back: `node build.ts <job as JSON>`.
 * Fills the folder of the job; exit 0 prints nothing, exit 1 prints the problem as JSON on its standard output.
 */
import { join, relative, sep } from 'node:path';
import type { Problem } from '@scalr/errors';
import { writeFileSet } from '@scalr/fileset';
import { z } from 'zod';
import { bundlerFindings } from '../stack/bundler-error.ts';
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
    const [{ detail, ...place }] = bundlerFindings(error, job.workspaceFolder);
    return frontendErrors.problem('buildFailed', { slug, detail, place: place.file ?? inWorkspace(job.root) }, place);
  }
}
