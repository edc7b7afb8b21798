import { posix } from 'node:path';

type Half = 'frontend' | 'backend';

const NODE = ['crypto', 'path', 'url', 'util', 'stream', 'buffer', 'assert', 'events', 'timers/promises'];

const PACKAGES: Readonly<Record<Half, readonly RegExp[]>> = {
  frontend: [
    /^react(?:\/|$)/,
    /^react-dom(?:\/|$)/,
    /^react-router$/,
    /^@tanstack\/react-query$/,
    /^zod(?:\/mini)?$/,
    /^@scalr\/(?:app-client|ui|auth-client\/react)(?:\/|$)/,
    /^tailwindcss$/,
  ],
  backend: [
    /^@scalr\/(?:app-server|auth-client\/server)$/,
    /^drizzle-orm(?:\/|$)/,
    /^zod$/,
    new RegExp(`^node:(?:${NODE.join('|')})$`),
  ],
};

/** Why a file may not import this; null: it may. */
export function importFault(
  { half, path, slug }: { readonly half: Half; readonly path: string; readonly slug: string },
  specifier: string,
): 'foreign' | 'leaves' | null {
  if (specifier.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(path), specifier));
    return target.startsWith(`${half}/`) ? null : 'leaves';
  }
  if (specifier === `@scalr/api-types/${slug}`) return half === 'frontend' ? null : 'foreign';
  return PACKAGES[half].some((pattern) => pattern.test(specifier)) ? null : 'foreign';
}
