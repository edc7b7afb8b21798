import { join } from 'node:path';
import type { MigrationDrafts } from '@scalr/ports';
import { run } from '@scalr/process';
import { z } from 'zod';
import type { Layout } from '../layout.ts';
import { migrationErrors } from './errors.ts';
import { reasonIn } from './reason-in.ts';

/** Below the checkout: the supervisor is bundled. */
const PROCESS = 'packages/engine-native/src/migrations/draft.ts';
const TIMEOUT_MS = 60_000;
const answerSchema = z.object({ sql: z.string().min(1), snapshot: z.string() });

/** Drafts migrations by drizzle-kit, offline and in a process of its own: it is big. */
export function createMigrationDrafts(layout: Layout, environment: Readonly<Record<string, string>>): MigrationDrafts {
  return {
    newTable: async (backend, table) => {
      const job = JSON.stringify({ installFolder: layout.install, backend, table });
      const { code, stdout, stderr } = await run([process.execPath, join(layout.install, PROCESS), job], {
        cwd: backend,
        env: { ...environment, NODE_COMPILE_CACHE: join(layout.cache, 'node') },
        timeoutMs: TIMEOUT_MS,
      });
      const parsed = code === 0 ? answerSchema.safeParse(JSON.parse(stdout)) : null;
      if (parsed?.success !== true)
        throw migrationErrors.error('notDrafted', { table, detail: reasonIn(stderr) ?? `it ended with ${code}` });
      return { 'migration.sql': parsed.data.sql, 'snapshot.json': parsed.data.snapshot };
    },
  };
}
