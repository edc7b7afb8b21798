import { execArguments } from './commands.ts';
import { type Docker, lastLines } from './docker.ts';

const PSQL = ['psql', '--quiet', '--no-psqlrc', '--set', 'ON_ERROR_STOP=1', '--username', 'postgres'];

/** `"name"` as Postgres reads it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * What statements print, as the administrator of the server in a container.
 * @param id of the container
 * @throws Error with what Postgres says
 */
export async function psql(
  docker: Docker,
  id: string,
  database: string,
  input: string,
  options: readonly string[] = ['--no-align', '--tuples-only'],
): Promise<string> {
  const { code, stdout, stderr } = await docker.run(execArguments(id, [...PSQL, '--dbname', database, ...options]), {
    input,
  });
  if (code === 0) return stdout;
  throw new Error(refusalIn(stderr));
}

/** What Postgres refused, without what psql and our own functions say around it. */
export function refusalIn(stderr: string): string {
  const [said = ''] = lastLines(stderr, 20)
    .replaceAll(/^psql:<stdin>:\d+: /gm, '')
    .split(/\n(?:QUERY|CONTEXT): {2}/);
  return said.replace(/^ERROR: {2}/, '');
}
