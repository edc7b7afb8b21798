/**
 * A process of its own, because the bundler costs some 60 MB that nobody needs afterwards.
 * `node bundle-process.ts <job as JSON>`; prints what it made as JSON.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { bundle } from './bundle.ts';

const job = z
  .strictObject({
    installFolder: z.string(),
    folder: z.string(),
    specifiers: z.array(z.string()),
    modules: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const entries = await bundle(job);
// A bundle that cannot even be loaded is worse than none. Modules of ours have effects; specifiers have none.
for (const specifier of job.specifiers) {
  const file = entries[specifier];
  if (file !== undefined) await import(pathToFileURL(join(job.folder, file)).href);
}
process.stdout.write(JSON.stringify(entries), () => process.exit(0));
