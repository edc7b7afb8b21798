import { posix } from 'node:path';

type Half = 'frontend' | 'backend';

const NODE = ['crypto', 'path', 'url', 'util', 'stream', 'buffer', 'assert', 'events', 'timers/promises'];

/** What an app may import besides its own files. `name/*`: the package and everything below it. */
export const ALLOWED_IMPORTS: Readonly<Record<Half, readonly string[]>> = {
  frontend: [
    ...['react/*', 'react-dom/*', 'react-router', '@tanstack/react-query', 'zod', 'zod/mini'],
    ...['@scalr/app-client/*', '@scalr/ui/*', '@scalr/auth-client/react/*', 'tailwindcss'],
  ],
  backend: [
    ...['@scalr/app-server', '@scalr/auth-client/server', 'drizzle-orm/*', 'zod'],
    ...NODE.map((name) => `node:${name}`),
  ],
};

const matches = (allowed: string, specifier: string) =>
  allowed.endsWith('/*') ? `${specifier}/`.startsWith(allowed.slice(0, -1)) : specifier === allowed;

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
  return ALLOWED_IMPORTS[half].some((allowed) => matches(allowed, specifier)) ? null : 'foreign';
}
