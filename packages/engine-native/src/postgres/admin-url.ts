import type { Plan } from '@scalr/plan';
import type { Layout } from '../layout.ts';
import { socketUrl } from './socket-url.ts';

/** libpq URI of the administrator. */
export function adminUrlOf(plan: Plan, layout: Layout): string {
  if (plan.postgres.kind === 'server') return plan.postgres.url;
  const { password } = plan.postgres;
  return socketUrl({ role: 'postgres', password, database: 'postgres', socketFolder: layout.postgresRun });
}
