import type { ContainerProject } from '@scalr/containers';
import { execArguments } from './commands.ts';
import { type Docker, lastLines } from './docker.ts';

/**
 * Gives the owner of a database the password that the workspace says now: a volume may be older than the secret. What
 * Postgres is told on its first start is in infra/container/init-database.sh.
 */
const SET_PASSWORD = `\\getenv name APP_DATABASE
\\set password \`cat "$POSTGRES_PASSWORD_FILE"\`
alter role :"name" password :'password';
`;

export const hasDatabase = ({ compose }: ContainerProject): boolean =>
  compose.services.db?.environment?.APP_DATABASE !== undefined;

/**
 * @param id of a `db` that serves
 * @returns null: done; else what Postgres said
 */
export async function provisionDatabase(docker: Docker, id: string): Promise<string | null> {
  const argv = [
    'psql',
    '--quiet',
    '--no-psqlrc',
    '--set',
    'ON_ERROR_STOP=1',
    '--username',
    'postgres',
    '--dbname',
    'postgres',
  ];
  const { code, stderr } = await docker.run(execArguments(id, argv), { input: SET_PASSWORD });
  return code === 0 ? null : lastLines(stderr);
}
