import { type Databases, type Engine, engineErrors } from '@scalr/ports';
import type { Layout } from './layout.ts';

/** Single databases of a running platform. The driver is loaded by whoever first needs it. */
export function createNativeDatabases(layout: Layout, engine: Engine): Databases {
  const adminUrl = async (): Promise<string> => {
    const plan = await engine.current();
    if (plan === null) throw engineErrors.error('notRunning', {});
    const { adminUrlOf } = await import('./postgres/admin-url.ts');
    return adminUrlOf(plan, layout);
  };
  return {
    exists: async (name) => (await import('./postgres/single-database.ts')).databaseExists(await adminUrl(), name),
    drop: async (name) => (await import('./postgres/single-database.ts')).dropDatabase(await adminUrl(), name),
    save: async (name, folder) => (await import('./backup/index.ts')).saveDatabase(await adminUrl(), name, folder),
    load: async (name, folder) => (await import('./backup/index.ts')).loadDatabase(await adminUrl(), name, folder),
  };
}
