import { type Engine, engineErrors, type Inspection } from '@scalr/ports';
import type { Layout } from './layout.ts';
import { readOnlyQuery } from './postgres/index.ts';
import { adminUrlOf } from './supervisor/platform-processes.ts';

/** Looks into the databases of a running platform. */
export function createNativeInspection(layout: Layout, engine: Engine): Inspection {
  return {
    query: async (database, sql, limit) => {
      const plan = await engine.current();
      if (plan === null) throw engineErrors.error('notRunning', {});
      return readOnlyQuery(adminUrlOf(plan, layout), database, sql, limit);
    },
  };
}
