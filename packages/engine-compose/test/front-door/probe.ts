import { run } from '@scalr/process';

const env = () =>
  Object.fromEntries(
    ['PATH', 'HOME', 'DOCKER_CONFIG', 'DOCKER_HOST'].flatMap((key) => {
      const value = process.env[key];
      return value === undefined ? [] : [[key, value] as const];
    }),
  );

/** Runs docker and gives what it says. Throws with what it says where it fails. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(['docker', ...args], { env: env(), timeoutMs: 60_000 });
  if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Address of a container on one of its networks. */
export async function addressOf(container: string, network: string): Promise<string> {
  return docker('inspect', '--format', `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`, container);
}

/**
 * Whether a Postgres answers there, asked from inside a container. A connection alone proves nothing on a machine whose
 * network takes every one, so it is asked in its own words: SSLRequest, to which it says `N` or `S`
 * (PostgreSQL protocol, "SSL Session Encryption").
 */
export async function reachesPostgres(container: string, host: string): Promise<boolean> {
  const script = `exec 3<>/dev/tcp/${host}/5432 && printf '\\0\\0\\0\\010\\004\\322\\026\\057' >&3 && head -c1 <&3`;
  const said = await docker('exec', container, 'timeout', '4', 'bash', '-c', script).catch(() => '');
  return said === 'N' || said === 'S';
}

/** Logs in to Postgres over the network of its container, with a password. Null: it let us in; else why not. */
export async function refusalOfLogin(container: string, role: string, password: string): Promise<string | null> {
  const address = await docker(
    'inspect',
    '--format',
    '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
    container,
  );
  const url = `postgresql://${role}:${encodeURIComponent(password)}@${address}/postgres`;
  return docker('exec', container, 'psql', '-At', '-c', 'select 1', url).then(
    () => null,
    (error: Error) => error.message,
  );
}
