import type { Plan } from '@scalr/plan';

/**
 * Puts back what `Databases.save` wrote, by the tools in the container of the database: beside what is there, which
 * stays as `<name>_before`, so that nothing is lost where it fails. Null: the app has none.
 */
export function restoreLine(plan: Plan, slug: string, folder: string): string | null {
  const database = plan.databases.find(({ owner }) => owner === slug);
  if (database === undefined) return null;
  const { name, role } = database;
  const statements = [
    `revoke connect, temporary on database ${name}_back from public`,
    `alter database ${name} with allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $$${name}$$`,
    `alter database ${name} rename to ${name}_before`,
    `alter database ${name}_back rename to ${name}`,
  ];
  const script = [
    `createdb -U postgres -O ${role} -T template0 ${name}_back`,
    `pg_restore -U postgres -1 -d ${name}_back`,
    `psql -U postgres -q -v ON_ERROR_STOP=1 ${statements.map((sql) => `-c "${sql.replaceAll('$', '\\$')}"`).join(' ')}`,
  ].join(' && ');
  return `docker compose -p scalr-${slug} exec -T db bash -c '${script}' < ${folder}/database.dump`;
}
