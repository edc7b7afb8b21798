import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withAdmin } from '@scalr/engine-native/postgres';
import { recordOf } from '@scalr/process';
import { http, type PlatformUnderTest, platformUnderTest, until } from '@scalr/testing';
import { type TestServer, testServer } from '@scalr/testing/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const manifest = (slug: string, id: string, more = '') => `manifest_version: 1
id: 6d3c0d56-4c1e-4c59-9d0a-0f5f3f9d1a${id}
slug: ${slug}
name: ${slug}
kind: product
description: Made by a test.
created: 2026-01-02
owner: Tests
${more}`;

describe('without anything running', () => {
  let platform: PlatformUnderTest;
  beforeAll(() => {
    platform = platformUnderTest('two-apps');
  });
  afterAll(() => platform.remove());

  test('--help lists the commands and exits 0', async () => {
    const { code, stdout } = await platform.cli(['--help']);
    expect(code).toBe(0);
    for (const verb of [
      'up',
      'down',
      'ps',
      'logs',
      'restart',
      'open',
      'plan',
      'validate',
      'user',
      'group',
      'token',
      'test',
      'bench',
    ]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
    }
  });

  test('every command has --help and --json', async () => {
    for (const verb of ['up', 'down', 'ps', 'logs', 'restart', 'open', 'plan', 'validate', 'token', 'test', 'bench']) {
      const { code, stdout } = await platform.cli([verb, '--help']);
      expect([verb, code]).toEqual([verb, 0]);
      expect(stdout).toContain('--json');
    }
  });

  test('a wrong command line is exit 2 and says how it is right', async () => {
    for (const args of [
      ['nonsense'],
      ['restart'],
      ['up', '--port', 'eighty'],
      ['up', '--nonsense'],
      ['user', 'nonsense'],
    ]) {
      const { code, stderr } = await platform.cli(args);
      expect([args, code]).toEqual([args, 2]);
      expect(stderr).toMatch(/error: /);
    }
  });

  test('ps, down and logs work when nothing is up', async () => {
    expect(await platform.cli(['ps', '--json'])).toMatchObject({ code: 0, data: [] });
    expect(await platform.cli(['down', '--json'])).toMatchObject({ code: 0, data: { stopped: false } });
    expect(await platform.cli(['logs'])).toMatchObject({ code: 0, stdout: '' });
  });

  test('what needs the platform says that it is not up, with the fix, and exits 3', async () => {
    for (const args of [
      ['user', 'list'],
      ['group', 'list'],
      ['token', 'notes', '--as', 'ada'],
      ['restart', 'notes'],
    ]) {
      const { code, data } = await platform.cli([...args, '--json']);
      expect([args, code, data.problems[0].fix]).toEqual([args, 3, './scalr up']);
    }
  });

  test('down --volumes without a terminal needs --yes', async () => {
    const { code, stderr } = await platform.cli(['down', '--volumes']);
    expect(code).toBe(2);
    expect(stderr).toContain('CLI_NEEDS_YES');
    expect(stderr).toContain('fix: say it with --yes');
  });

  test('plan shows routes, processes, databases, clients and env, with every secret masked', async () => {
    const [text, json] = [await platform.cli(['plan']), await platform.cli(['plan', '--json'])];
    expect(text.stdout).toContain('notes.localhost');
    expect(json.data.databases.map(({ name }: { name: string }) => name)).toEqual(['auth', 'notes']);
    expect(json.data.clients.map(({ slug }: { slug: string }) => slug)).toEqual(['notes', 'portal', 'quiet']);
    const secrets = readFileSync(join(platform.root, '.env.shared'), 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z_]+=./.test(line))
      .map((line) => line.slice(line.indexOf('=') + 1));
    expect(secrets.length).toBeGreaterThanOrEqual(4);
    for (const secret of secrets) expect(text.stdout + json.stdout).not.toContain(secret);
  });

  test('the secrets file is for its owner only and is not made twice', async () => {
    const file = join(platform.root, '.env.shared');
    const before = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await platform.cli(['plan']);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('validate says every problem with file, line and fix, and exits 1', async () => {
    const folder = join(platform.root, 'apps/products/wrong');
    mkdirSync(folder);
    writeFileSync(join(folder, 'app.manifest.yml'), manifest('wrong', '07', 'colour: red\nkalls: []\n'));
    const { code, data, stdout } = await platform.cli(['validate', '--json']);
    expect(code).toBe(1);
    expect(stdout).not.toContain('    at ');
    expect(data.valid).toHaveLength(3);
    expect(data.quarantined[0].problems).toHaveLength(2);
    expect(data.quarantined[0].problems[0]).toMatchObject({ file: 'apps/products/wrong/app.manifest.yml', line: 9 });
    rmSync(folder, { recursive: true });
    expect((await platform.cli(['validate'])).code).toBe(0);
  });
});

describe('a platform brought up through the command line', () => {
  let platform: PlatformUnderTest;
  let portal: string;
  const notes = (path: string) => `${portal.replace('portal', 'notes')}${path}`;
  const processes = async (): Promise<{ name: string; pid?: number; status: string }[]> =>
    (await platform.cli(['ps', '--json'])).data;

  beforeAll(() => {
    platform = platformUnderTest('two-apps');
  });
  afterAll(() => platform.remove());

  test('up --json tells where the portal is and how to sign in the first time', async () => {
    const { code, data } = await platform.cli(['up', '--json']);
    expect(code).toBe(0);
    portal = data.portal_url;
    expect(portal).toMatch(/^http:\/\/portal\.localhost(:\d+)?$/);
    expect(data.auth_url).toBe(portal.replace('portal', 'auth'));
    expect(data.first_sign_in.username).toBe('admin');
    expect(data.first_sign_in.password.length).toBeGreaterThanOrEqual(20);
    expect(data.apps.map(({ slug }: { slug: string }) => slug)).toEqual(['notes', 'portal', 'quiet']);
  });

  test('up again says that it is already up, changes nothing and tells no password', async () => {
    const before = await processes();
    const { code, data } = await platform.cli(['up', '--json']);
    expect(code).toBe(0);
    expect(data.changed).toBe(false);
    expect(data.first_sign_in).toBeUndefined();
    expect(await processes()).toEqual(before);
    expect((await platform.cli(['up'])).stdout).toContain('already up');
  });

  test('ps lists every process with its pid and state', async () => {
    const names = (await processes()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['supervisor', 'postgres', 'auth', 'gateway', 'notes', 'quiet']));
    expect((await platform.cli(['ps'])).stdout).toMatch(/gateway +gateway +running/);
  });

  test('no secret stands in the process list or in a log', async () => {
    const text = readFileSync(join(platform.root, '.env.shared'), 'utf8');
    const secrets = [...text.matchAll(/^[A-Z_]+=(\S{12,})$/gm)].map((match) => match[1] as string);
    const commands = (await processes()).flatMap(({ pid }) =>
      pid ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : [],
    );
    const logs = (await platform.cli(['logs', '-n', '5000'])).stdout;
    for (const secret of secrets) expect(commands.join('\n') + logs).not.toContain(secret);
  });

  test('a person without a required group: refused by the API with a token of theirs, let in with the group', async () => {
    const folder = join(platform.root, 'apps/products/notes');
    const file = join(folder, 'app.manifest.yml');
    const without = readFileSync(file, 'utf8');
    writeFileSync(join(folder, 'backend/src/routes/secret.ts'), SECRET_ROUTE);
    writeFileSync(file, `${without}auth:\n  required_groups: [staff]\n`);
    await until('the route is there', async () => (await http(notes('/api/secret'))).status === 401);
    const added = await platform.cli(
      ['user', 'add', 'ada', '--email', 'ada@example.org', '--name', 'Ada L', '--password-stdin', '--json'],
      {
        input: 'a long enough passphrase',
      },
    );
    expect(added.data).toMatchObject({ username: 'ada', name: 'Ada L', groups: [] });
    expect(added.stdout).not.toContain('passphrase');
    const ask = async () => {
      const { data } = await platform.cli(['token', 'notes', '--as', 'ada', '--json']);
      expect(data.expires_in).toBeLessThanOrEqual(900);
      return (await http(notes('/api/secret'), { headers: { authorization: `Bearer ${data.access_token}` } })).status;
    };
    await until('the group is asked for', async () => (await ask()) === 403);
    expect((await platform.cli(['group', 'add', 'staff', 'ada', '--json'])).data[0].groups).toEqual(['staff']);
    expect(await ask()).toBe(200);
    expect((await platform.cli(['group', 'list', '--json'])).data).toContainEqual({ name: 'staff', members: ['ada'] });
    expect((await platform.cli(['group', 'remove', 'staff', 'ada'])).code).toBe(0);
    expect(await ask()).toBe(403);
    writeFileSync(file, without);
  });

  test('an app that is dropped in is served without up; an invalid one is left out and everything goes on', async () => {
    const before = await processes();
    const folder = join(platform.root, 'apps/products/dropped');
    mkdirSync(join(folder, 'frontend'), { recursive: true });
    writeFileSync(join(folder, 'frontend/index.html'), '<!doctype html><title>Dropped</title><h1>Dropped</h1>');
    writeFileSync(join(folder, 'app.manifest.yml'), manifest('dropped', '08', 'backend: none\n'));
    mkdirSync(join(platform.root, 'apps/products/crooked'));
    writeFileSync(join(platform.root, 'apps/products/crooked/app.manifest.yml'), 'slug: [');
    const url = portal.replace('portal', 'dropped');
    await until('the new app is served', async () => (await http(url)).text.includes('Dropped'));
    const pids = (list: typeof before) => list.filter(({ name }) => ['gateway', 'auth', 'postgres'].includes(name));
    expect(pids(await processes())).toEqual(pids(before));
    const { data } = await platform.cli(['up', '--json']);
    expect(data.quarantined.map((app: { folder: string }) => app.folder)).toEqual(['apps/products/crooked']);
    expect((await platform.cli(['logs', 'supervisor'])).stdout).toContain('apps/products/crooked/app.manifest.yml');
    rmSync(join(platform.root, 'apps/products/crooked'), { recursive: true });
    rmSync(folder, { recursive: true });
    await until('the app is gone', async () => (await http(url)).status === 404);
  });

  test('an app whose manifest becomes invalid goes on as it was until it is mended', async () => {
    const file = join(platform.root, 'apps/products/notes/app.manifest.yml');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, good.replace('name: Notes', 'name: [Notes'));
    const said = async () => (await platform.cli(['logs', 'supervisor'])).stdout.includes('notes/app.manifest.yml');
    await until('the watcher says what is wrong', said);
    expect((await http(notes('/api/notes'))).status).toBe(200);
    const { data } = await platform.cli(['up', '--json']);
    expect(data.quarantined.map((app: { folder: string }) => app.folder)).toEqual(['apps/products/notes']);
    expect((await http(notes('/api/notes'))).status).toBe(200);
    writeFileSync(file, good);
    await until(
      'nothing is left out',
      async () => (await platform.cli(['up', '--json'])).data.quarantined.length === 0,
    );
  });

  test('keys rotate publishes a new key beside the one that signs', async () => {
    const keys = async () =>
      JSON.parse((await http(`${portal.replace('portal', 'auth')}/jwks`)).text).keys.map(
        ({ kid }: { kid: string }) => kid,
      );
    const before = await keys();
    const { code, data } = await platform.cli(['keys', 'rotate', '--json']);
    expect(code).toBe(0);
    expect(await keys()).toEqual(expect.arrayContaining([...before, data.kid]));
    expect(Date.parse(data.signsAt)).toBeGreaterThan(Date.now());
  });

  test('open --json gives the address', async () => {
    expect((await platform.cli(['open', 'notes', '--json'])).data).toEqual({
      slug: 'notes',
      url: portal.replace('portal', 'notes'),
      opened: false,
    });
    expect((await platform.cli(['open', 'nobody'])).code).toBe(1);
  });

  test('kill -9 of the supervisor: the next up cleans up, duplicates nothing, and all is as before', async () => {
    await http(notes('/api/notes'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'kept' }),
    });
    const before = await processes();
    process.kill(before.find(({ name }) => name === 'supervisor')?.pid as number, 'SIGKILL');
    const { code, data } = await platform.cli(['up', '--json']);
    expect(code).toBe(0);
    expect(data.portal_url).toBe(portal);
    const after = await processes();
    for (const { name, pid } of before) {
      if (pid === undefined) continue;
      expect(recordOf(name, pid), `${name} of before has ended`).toBeNull();
    }
    expect(after.filter(({ name }) => name === 'postgres')).toHaveLength(1);
    expect(JSON.parse((await http(notes('/api/notes'))).text).items).toEqual([{ id: 1, text: 'kept' }]);
    const { data: people } = await platform.cli(['user', 'list', '--json']);
    expect(people.filter(({ isTest }: { isTest: boolean }) => !isTest)).toHaveLength(2);
  });

  test('two ups at once after a down make one platform', async () => {
    expect((await platform.cli(['down', '--json'])).data).toMatchObject({ stopped: true });
    const answers = await Promise.all([platform.cli(['up', '--json']), platform.cli(['up', '--json'])]);
    expect(answers.map(({ code }) => code)).toEqual([0, 0]);
    expect((await processes()).filter(({ name }) => name === 'gateway')).toHaveLength(1);
  });

  test('a second workspace runs beside the first, on its own port', async () => {
    const other = platformUnderTest('two-apps');
    try {
      const { code, data } = await other.cli(['up', '--json']);
      expect(code).toBe(0);
      expect(data.portal_url).not.toBe(portal);
      expect((await http(data.portal_url)).status).toBe(200);
      expect((await http(portal)).status).toBe(200);
      const discovery = await http(`${data.auth_url}/.well-known/openid-configuration`);
      expect(JSON.parse(discovery.text).issuer).toBe(data.auth_url);
    } finally {
      await other.remove();
    }
  });

  test('a wanted port that is taken is said, and nothing changes', async () => {
    const port = new URL(portal).port || '80';
    const other = platformUnderTest('two-apps');
    try {
      const { code, data } = await other.cli(['up', '--port', port, '--json']);
      expect([code, data.problems[0].code]).toEqual([3, 'PORT_TAKEN']);
    } finally {
      await other.remove();
    }
  });

  test('down is quiet the second time', async () => {
    expect((await platform.cli(['down'])).stdout).toBe('SCALR is down.\n');
    expect(await platform.cli(['down'])).toMatchObject({ code: 0, stdout: 'Nothing was up.\n' });
  });

  test('down --volumes --yes forgets the people', async () => {
    expect((await platform.cli(['down', '--volumes', '--yes', '--json'])).data).toEqual({
      stopped: false,
      volumes: true,
    });
    const { data } = await platform.cli(['up', '--json']);
    expect(data.first_sign_in.username).toBe('admin');
  });
});

describe('with a Postgres server of somebody else', () => {
  let platform: PlatformUnderTest;
  let server: TestServer;
  beforeAll(async () => {
    platform = platformUnderTest('two-apps');
    server = await testServer();
  });
  afterAll(async () => {
    await platform.remove();
    await server.stop();
  });

  test('up makes its databases there and starts none of its own', async () => {
    writeFileSync(join(platform.root, '.env.shared'), `POSTGRES_SERVER_URL=${server.adminUrl}\n`);
    const { code, data } = await platform.cli(['up', '--json']);
    expect(code).toBe(0);
    const url = `${data.portal_url.replace('portal', 'notes')}/api/notes`;
    expect(JSON.parse((await http(url)).text).items).toEqual([]);
    const names = (await platform.cli(['ps', '--json'])).data.map(({ name }: { name: string }) => name);
    expect(names).toContain('auth');
    expect(names).not.toContain('postgres');
    const { rows } = await withAdmin(server.adminUrl, (client) =>
      client.query(`select datname from pg_database where datname in ('auth', 'notes') order by 1`),
    );
    expect(rows).toEqual([{ datname: 'auth' }, { datname: 'notes' }]);
  });

  test('a server that does not answer is said, with the key to correct', async () => {
    await platform.cli(['down']);
    const file = join(platform.root, '.env.shared');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(
        /^POSTGRES_SERVER_URL=.*$/m,
        'POSTGRES_SERVER_URL=postgresql://a:b@127.0.0.1:9/x',
      ),
    );
    const { code, data } = await platform.cli(['up', '--json']);
    expect([code, data.problems[0].code]).toEqual([3, 'POSTGRES_SERVER_UNREACHABLE']);
    expect(data.problems[0].fix).toContain('POSTGRES_SERVER_URL in .env.shared');
  });
});

const SECRET_ROUTE = `import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

export default defineRoutes((routes) => {
  routes.get('/api/secret', { access: 'signed-in', summary: 'For people', response: z.object({ ok: z.boolean() }) }, () => ({ ok: true }));
});
`;
