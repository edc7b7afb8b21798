import { readFile, stat } from 'node:fs/promises';
import { HttpProblem } from '@scalr/app-server';
import { z } from 'zod';

const entry = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  icon: z.string(),
  color: z.string().regex(/^#[0-9a-f]{6}$/i),
  url: z.url({ protocol: /^https?$/ }),
  category: z.string(),
  order: z.number(),
  status: z.enum(['active', 'beta', 'archived']),
  visible: z.boolean(),
  requiredGroups: z.array(z.string()),
});
const quarantined = z.object({
  folder: z.string(),
  problems: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      fix: z.string(),
      file: z.string().optional(),
      line: z.number().optional(),
    }),
  ),
});
const catalogFile = z.object({ apps: z.array(z.unknown()), quarantined: z.array(quarantined) });

export type CatalogEntry = z.output<typeof entry>;
export type QuarantinedApp = z.output<typeof quarantined>;

export interface Catalog {
  readonly apps: readonly CatalogEntry[];
  readonly quarantined: readonly QuarantinedApp[];
}

/** The list of apps that the platform keeps for the hub: read again only when the file changed. */
export function openCatalog(path: string): () => Promise<Catalog> {
  let seen = '';
  let catalog: Catalog | null = null;
  return async () => {
    try {
      const { mtimeMs, ino, size } = await stat(path);
      const version = `${mtimeMs} ${ino} ${size}`;
      if (catalog === null || version !== seen) {
        catalog = parseCatalog(await readFile(path, 'utf8'));
        seen = version;
      }
      return catalog;
    } catch (cause) {
      // A file that is bad for a moment is no reason to show nobody anything.
      if (catalog !== null) return catalog;
      throw new HttpProblem(503, 'CATALOG_UNAVAILABLE', 'The list of apps cannot be read right now.', {
        fix: 'run ./scalr up, which writes it',
        headers: { 'retry-after': '5' },
        cause,
      });
    }
  };
}

/** One entry that is not fit to show must not hide the others. */
function parseCatalog(text: string): Catalog {
  const file = catalogFile.parse(JSON.parse(text));
  const apps = file.apps.flatMap((candidate) => {
    const parsed = entry.safeParse(candidate);
    return parsed.success ? [parsed.data] : [];
  });
  return { apps, quarantined: file.quarantined };
}
