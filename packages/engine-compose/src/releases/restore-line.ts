import type { Plan } from '@scalr/plan';

/** As `Databases.save` wrote it, by a tool that is in the container of the database. Null: the app has none. */
export function restoreLine(plan: Plan, slug: string, folder: string): string | null {
  const database = plan.databases.find(({ owner }) => owner === slug);
  if (database === undefined) return null;
  const restore = `pg_restore -U postgres --clean --if-exists --exit-on-error -d ${database.name}`;
  return `docker compose -p scalr-${slug} exec -T db ${restore} < ${folder}/database.dump`;
}
