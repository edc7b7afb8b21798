/**
 * A process of its own, so that Astro has an environment, an output and a memory of its own:
 * `node build-process.ts <job as JSON>` fills `out/` of the job's folder. Exit 0: done; exit 1: the last line of the
 * standard output is the finding as JSON.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AstroInlineConfig, type AstroIntegration, build } from 'astro';
import { z } from 'zod';
import { findingOf } from './finding.ts';

const { root, folder, installFolder } = z
  .strictObject({ root: z.string(), folder: z.string(), installFolder: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));

/** Astro takes a component that does not lie below its root for one that does, so the root is where it is installed. */
const rootedIn = (path: string): AstroIntegration => ({
  name: 'scalr-root',
  hooks: {
    'astro:config:setup': ({ updateConfig }) => {
      updateConfig({ root: pathToFileURL(`${path}/`) });
    },
  },
});

try {
  const config = (await import(pathToFileURL(join(root, 'astro.config.ts')).href)) as { default: AstroInlineConfig };
  await build({
    ...config.default,
    configFile: false,
    logLevel: 'error',
    // Astro writes types below the root that it begins with, whatever else it is told.
    root: folder,
    integrations: [rootedIn(installFolder), ...(config.default.integrations ?? [])],
    srcDir: join(root, 'src'),
    publicDir: join(root, 'public'),
    cacheDir: join(folder, 'cache'),
    outDir: join(folder, 'out'),
    vite: { ...config.default.vite, cacheDir: join(folder, 'vite'), envDir: false },
  });
  process.exit(0);
} catch (error) {
  process.stdout.write(`\n${JSON.stringify(findingOf(error))}\n`, () => process.exit(1));
}
