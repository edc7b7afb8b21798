/**
 * A process of its own, so that what the bundler takes is given back: `node check.ts <job as JSON>`.
 * Prints a list of problems for each app, as JSON.
 */
import { z } from 'zod';
import { findProblems } from './find-problems.ts';

const { apps, ...folders } = z
  .strictObject({
    installFolder: z.string(),
    workspaceFolder: z.string(),
    apps: z.array(z.strictObject({ slug: z.string(), root: z.string() })),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

// Its warning that stripping types is experimental would be all that anybody reads.
process.removeAllListeners('warning');
const problems = [];
for (const app of apps) problems.push(await findProblems(app, folders));
process.stdout.write(JSON.stringify(problems), () => process.exit(0));
