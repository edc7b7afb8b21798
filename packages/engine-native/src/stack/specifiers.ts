/**
 * What a backend may import besides its own files, and all of it shares one set of module instances:
 * the locked stack. A specifier that is not installed is simply not part of the bundle.
 */
export const STACK_SPECIFIERS = [
  '@scalr/app-server',
  '@scalr/auth-client/server',
  'drizzle-orm',
  'drizzle-orm/node-postgres',
  'drizzle-orm/node-postgres/migrator',
  'drizzle-orm/pg-core',
  'drizzle-orm/zod',
  'fastify',
  'jose',
  'pg',
  'zod',
] as const;

/** Workspace packages whose sources are inside the bundle; theirs in turn are found from their package.json. */
export const STACK_PACKAGES = ['@scalr/app-server', '@scalr/auth-client'] as const;

/** A file name that no two specifiers share: `@scalr/app-server` is `scalr.app-server`. */
export function entryName(specifier: string): string {
  return specifier.replace(/^@/, '').replaceAll('/', '.');
}
