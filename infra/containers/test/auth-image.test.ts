import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempt, Bench, docker, HARDENED, HAS_ENGINE, inside, inspect, ROOT, until } from './docker.ts';

const IMAGE = 'scalr-test/auth';
const PASSWORD = 'a-password-of-this-test';
const COOKIE_KEY = 'a-cookie-key-of-this-test-that-is-long-enough';

describe.skipIf(!HAS_ENGINE)('image of the identity provider (needs ./scalr test --containers)', () => {
  let bench: Bench;
  let id = '';
  let options: readonly string[] = [];

  beforeAll(async () => {
    bench = await Bench.open();
    await docker('build', '--quiet', '--tag', IMAGE, '--file', 'services/auth/embedded/Dockerfile', '.');
    const script = `${ROOT}/infra/container/init-database.sh:/docker-entrypoint-initdb.d/init-database.sh:ro`;
    const db = await bench.start('auth-db', 'postgres:16', [
      ...['--volume', script, ...bench.secret('superuser', PASSWORD)],
      ...['--env', 'APP_DATABASE=auth', '--env', 'POSTGRES_PASSWORD_FILE=/run/secrets/superuser'],
      ...['--health-cmd', 'pg_isready -q -h 127.0.0.1 -U postgres', '--health-interval', '300ms'],
    ]);
    await until(db, 'healthy');
    options = [
      ...[...HARDENED, '--volume', `${bench.network}-keys:/var/lib/scalr/keys`],
      ...['--tmpfs', '/run/scalr/admin:uid=1000,mode=0700'],
      ...[...bench.secret('db-password', PASSWORD), ...bench.secret('cookie-keys', COOKIE_KEY)],
      ...Object.entries({
        ...{ ISSUER: 'http://auth.localhost', PORTAL_URL: 'http://portal.localhost' },
        DATABASE_URL: 'postgresql://auth@auth-db:5432/auth',
        DATABASE_PASSWORD_FILE: '/run/secrets/db-password',
        COOKIE_KEYS_FILE: '/run/secrets/cookie-keys',
      }).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ];
    id = await bench.start('auth', IMAGE, options);
    await until(id, 'healthy');
  }, 580_000);
  afterAll(async () => {
    await bench.close();
    await docker('volume', 'rm', '--force', `${bench.network}-keys`);
  });

  /** Answer of the inner face, as a backend asks it. */
  const asked = (path: string, port: number, host: string) => {
    const program = `require('node:http').get({host:'auth',port:${port},path:'${path}',headers:{host:'${host}'}},
      (answer) => answer.pipe(process.stdout))`;
    return docker('run', '--rm', '--network', bench.network, 'node:24-slim', 'node', '--eval', program);
  };

  it('speaks to the public and to the inside', async () => {
    const found = JSON.parse(await asked('/.well-known/openid-configuration', 8080, 'auth.localhost'));
    expect(found.issuer).toBe('http://auth.localhost');
    expect(JSON.parse(await asked('/.well-known/openid-configuration', 8080, 'evil.localhost')).status).toBe(421);
    expect(JSON.parse(await asked('/jwks', 8081, 'auth:8081')).keys[0].kty).toBe('RSA');
  });

  it('keeps its keys when it is made anew', async () => {
    const before = await asked('/jwks', 8081, 'auth:8081');
    expect(JSON.parse(before).keys.length).toBeGreaterThan(0);
    await docker('rm', '--force', id);
    id = await bench.start('auth', IMAGE, options);
    await until(id, 'healthy');
    expect(await asked('/jwks', 8081, 'auth:8081')).toBe(before);
  });

  it('is told its secrets by files, and by nothing that others can read', async () => {
    expect((await inside(id, 'cat /run/secrets/cookie-keys')).stdout).toBe(COOKIE_KEY);
    const logs = await attempt('logs', id);
    const readable = [
      ...[await docker('inspect', id), await docker('image', 'inspect', IMAGE)],
      ...[await docker('history', '--no-trunc', IMAGE), logs.stdout + logs.stderr],
    ];
    for (const text of readable) for (const secret of [PASSWORD, COOKIE_KEY]) expect(text).not.toContain(secret);
  });

  it('runs as nobody special, and its admin socket is for its owner', async () => {
    expect(await inspect(id, '{{.Config.User}} {{.HostConfig.ReadonlyRootfs}}')).toBe('node true');
    expect((await inside(id, 'stat -c "%a %U" /run/scalr/admin/admin.sock /var/lib/scalr/keys/oidc')).stdout).toBe(
      '600 node\n700 node\n',
    );
    expect((await attempt('exec', '--user', '0', id, 'touch', '/scalr/mine')).stderr).toContain(
      'Read-only file system',
    );
  });
});
