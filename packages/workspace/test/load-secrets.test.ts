import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadSecrets, printSharedExample, SHARED_KEYS, toSettings } from '@scalr/workspace';
import { describe, expect, it } from 'vitest';
import { workspace } from './workspace-folder.ts';

const STRONG = /^[A-Za-z0-9_-]{43}$/;
const shared = (root: string) => readFile(join(root, '.env.shared'), 'utf8');
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('loadSecrets', () => {
  it('makes strong secrets on first use, for the owner of the file only', async () => {
    const { root } = await workspace();
    const secrets = await loadSecrets(root, { databases: ['auth', 'time-sheet'] });
    expect(secrets.generated).toEqual([
      'POSTGRES_PASSWORD',
      'AUTH_COOKIE_KEYS',
      'DB_PASSWORD_AUTH',
      'DB_PASSWORD_TIME_SHEET',
    ]);
    const made = [secrets.postgresPassword, ...secrets.cookieKeys, ...Object.values(secrets.databasePasswords)];
    expect(made.filter((secret) => !STRONG.test(secret))).toEqual([]);
    expect(new Set(made).size).toBe(4);
    expect(Object.keys(secrets.databasePasswords)).toEqual(['auth', 'time-sheet']);
    expect(secrets.settings).toEqual({
      postgresServerUrl: undefined,
      port: undefined,
      logLevel: 'info',
      sleepAfterSeconds: 300,
      identityProvider: 'embedded',
    });
    expect(await modeOf(join(root, '.env.shared'))).toBe(0o600);
    expect((await readdir(root)).sort()).toEqual(['.env.shared', '.scalr']);
    expect(await readdir(join(root, '.scalr'))).toEqual(['env-shared.lock']);
  });

  it('makes the secret of an app that calls others once, and never touches it again', async () => {
    const { root } = await workspace();
    const wish = { databases: [], callers: ['time-sheet'] };
    const first = await loadSecrets(root, wish);
    expect(first.generated).toContain('APP_SECRET_TIME_SHEET');
    expect(first.appSecrets).toEqual({ 'time-sheet': expect.stringMatching(STRONG) });
    expect(await shared(root)).toContain(`\nAPP_SECRET_TIME_SHEET=${first.appSecrets['time-sheet']}\n`);
    const more = await loadSecrets(root, { databases: [], callers: ['billing', 'time-sheet'] });
    expect(more.generated).toEqual(['APP_SECRET_BILLING']);
    expect(more.appSecrets['time-sheet']).toBe(first.appSecrets['time-sheet']);
    await writeFile(join(root, '.env.shared'), (await shared(root)).replace(/(APP_SECRET_BILLING=).*/, '$1changeme'));
    await expect(loadSecrets(root, { databases: [], callers: ['billing'] })).rejects.toMatchObject({
      code: 'SECRET_PLACEHOLDER',
    });
  });

  it('gives the same again and writes nothing', async () => {
    const { root } = await workspace();
    const first = await loadSecrets(root, { databases: ['auth'] });
    const before = await stat(join(root, '.env.shared'));
    const second = await loadSecrets(root, { databases: ['auth'] });
    expect(second).toEqual({ ...first, generated: [] });
    expect((await stat(join(root, '.env.shared'))).ino).toBe(before.ino);
  });

  it('adds at the end, fills what is empty, and keeps every other byte', async () => {
    const { root } = await workspace();
    const text =
      '# mine\n\nSMTP_PASSWORD="a b"\nPOSTGRES_PASSWORD=\nDB_PASSWORD_AUTH=do-not-touch-me\nlower_case=1\n# end, without a line end';
    await writeFile(join(root, '.env.shared'), text, { mode: 0o600 });
    const secrets = await loadSecrets(root, { databases: ['auth', 'hello'] });
    expect(secrets.databasePasswords.auth).toBe('do-not-touch-me');
    expect(await shared(root)).toBe(
      `${text.replace('POSTGRES_PASSWORD=', `POSTGRES_PASSWORD=${secrets.postgresPassword}`)}\n` +
        `AUTH_COOKIE_KEYS=${secrets.cookieKeys[0]}\nDB_PASSWORD_HELLO=${secrets.databasePasswords.hello}\n`,
    );
  });

  it('repairs a mode that lets others read, and says so', async () => {
    const { root } = await workspace();
    await loadSecrets(root, { databases: [] });
    await chmod(join(root, '.env.shared'), 0o644);
    const { notices } = await loadSecrets(root, { databases: [] });
    expect(notices).toMatchObject([{ code: 'SECRETS_READABLE', file: '.env.shared' }]);
    expect(notices[0]?.message).toContain('mode 0644');
    expect(await modeOf(join(root, '.env.shared'))).toBe(0o600);
    expect((await loadSecrets(root, { databases: [] })).notices).toEqual([]);
  });

  it('follows a link to where people keep their secrets, and leaves the link', async () => {
    const { root } = await workspace({ 'vault/secrets': 'POSTGRES_PASSWORD=given-by-somebody\n' });
    await symlink('vault/secrets', join(root, '.env.shared'));
    expect((await loadSecrets(root, { databases: [] })).postgresPassword).toBe('given-by-somebody');
    expect(await readFile(join(root, 'vault/secrets'), 'utf8')).toContain('\nAUTH_COOKIE_KEYS=');
    expect(
      (await readdir(root, { withFileTypes: true })).find(({ name }) => name === '.env.shared')?.isSymbolicLink(),
    ).toBe(true);
  });

  it('tells every line that cannot be read, and writes nothing', async () => {
    const { root } = await workspace();
    const text = 'POSTGRES_PASSWORD supersecretvalue\nA=1\nA=2\nDB_PASSWORD_AUTH="open\n';
    await writeFile(join(root, '.env.shared'), text, { mode: 0o600 });
    const error = await loadSecrets(root, { databases: ['auth'] }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      exitCode: 1,
      problems: [
        { code: 'ENV_LINE', file: '.env.shared', line: 1 },
        { code: 'ENV_KEY_TWICE', file: '.env.shared', line: 3 },
        { code: 'ENV_LINE', file: '.env.shared', line: 4 },
      ],
    });
    expect(JSON.stringify(error)).not.toContain('supersecretvalue');
    expect(await shared(root)).toBe(text);
  });

  it.each([
    'POSTGRES_PASSWORD=changeme',
    'POSTGRES_PASSWORD=short',
    'DB_PASSWORD_AUTH=Password123',
    'AUTH_COOKIE_KEYS=long-enough-to-be-one,secret',
  ])('refuses the secret everybody can guess in %s', async (line) => {
    const { root } = await workspace();
    await writeFile(join(root, '.env.shared'), `# x\n${line}\n`, { mode: 0o600 });
    await expect(loadSecrets(root, { databases: ['auth'] })).rejects.toMatchObject({
      problems: [{ code: 'SECRET_PLACEHOLDER', file: '.env.shared', line: 2 }],
    });
  });

  it('reads the settings, and tells all that are not allowed', async () => {
    const { root } = await workspace();
    const write = (text: string) => writeFile(join(root, '.env.shared'), text, { mode: 0o600 });
    await write(
      'SCALR_PORT=8080\nSCALR_LOG_LEVEL=debug\nSCALR_SLEEP_AFTER_SECONDS=0\nPOSTGRES_SERVER_URL=postgres://a:b@c/d\n',
    );
    const secrets = await loadSecrets(root, { databases: ['auth'] });
    expect(secrets.settings).toEqual({
      postgresServerUrl: 'postgres://a:b@c/d',
      port: 8080,
      logLevel: 'debug',
      sleepAfterSeconds: 0,
      identityProvider: 'embedded',
    });
    expect(toSettings(secrets, { mode: 'edit' })).toEqual({
      mode: 'edit',
      identityProvider: 'embedded',
      logLevel: 'debug',
      sleepAfterSeconds: 0,
      acmeEmail: null,
      postgres: { kind: 'server', url: 'postgres://a:b@c/d' },
      cookieKeys: secrets.cookieKeys,
      databasePasswords: secrets.databasePasswords,
      appSecrets: {},
    });
    await write(
      'SCALR_PORT=80.5\nSCALR_LOG_LEVEL=loud\nSCALR_SLEEP_AFTER_SECONDS=-1\nPOSTGRES_SERVER_URL=mysql://a:hunter2@c/d\n',
    );
    const error = await loadSecrets(root, { databases: ['auth'] }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      problems: [
        {
          code: 'SETTING_BAD_VALUE',
          line: 4,
          message: 'POSTGRES_SERVER_URL must be a URL like postgresql://admin:password@host:5432/postgres.',
        },
        { code: 'SETTING_BAD_VALUE', line: 1, message: 'SCALR_PORT must be a port from 1 to 65535.' },
        {
          code: 'SETTING_BAD_VALUE',
          line: 2,
          message: 'SCALR_LOG_LEVEL must be one of debug, info, warn, error, silent.',
        },
        {
          code: 'SETTING_BAD_VALUE',
          line: 3,
          message: 'SCALR_SLEEP_AFTER_SECONDS must be a number of seconds, or 0 for never.',
        },
      ],
    });
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('agrees on the same secrets when several processes need them at once', async () => {
    const { root } = await workspace();
    const script = `import { loadSecrets } from '@scalr/workspace';
      const owners = ['auth', 'a-' + process.argv[2], 'common'];
      console.log(JSON.stringify(await loadSecrets(process.argv[1], { databases: owners })));`;
    const answers = await Promise.all(
      ['one', 'two', 'three', 'four'].map(async (name) => {
        const argv = ['--input-type=module', '--eval', script, root, name];
        const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: import.meta.dirname });
        return JSON.parse(stdout) as Awaited<ReturnType<typeof loadSecrets>>;
      }),
    );
    expect(new Set(answers.map(({ postgresPassword }) => postgresPassword)).size).toBe(1);
    expect(new Set(answers.map(({ databasePasswords }) => databasePasswords.common)).size).toBe(1);
    const last = await loadSecrets(root, { databases: ['auth', 'common', 'a-one', 'a-two', 'a-three', 'a-four'] });
    expect(last.generated).toEqual([]);
    for (const { databasePasswords } of answers) expect(last.databasePasswords).toMatchObject(databasePasswords);
  });

  it('says so when a folder is in the way', async () => {
    const { root } = await workspace();
    await mkdir(join(root, '.env.shared'));
    await expect(loadSecrets(root, { databases: [] })).rejects.toMatchObject({ code: 'WORKSPACE_UNREADABLE' });
  });
});

describe('.env.shared.example', () => {
  const path = join(import.meta.dirname, '../../../.env.shared.example');

  it('is committed as it is generated', async () => {
    expect(await readFile(path, 'utf8')).toBe(printSharedExample());
  });

  it('names exactly the keys the code knows, and none of them has a value that could be used', async () => {
    const text = await readFile(path, 'utf8');
    const named = [...text.matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)].map(([, key]) => key);
    expect(named).toEqual(SHARED_KEYS.map(({ key }) => key));
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
    const { root } = await workspace({ '.env.shared': text });
    const wish = { databases: ['auth', 'hello'], callers: ['hello'], authentik: true };
    const { generated, settings } = await loadSecrets(root, wish);
    expect([...generated].sort()).toEqual(
      SHARED_KEYS.filter((key) => key.generated)
        .map(({ key }) => key)
        .sort(),
    );
    expect(settings.port).toBeUndefined();
  });

  it('is accepted with its optional settings switched on', async () => {
    const { root } = await workspace({
      '.env.shared': printSharedExample().replaceAll(/^# ([A-Z][A-Z0-9_]*=)/gm, '$1'),
    });
    const { settings } = await loadSecrets(root, { databases: ['auth', 'hello'] });
    expect(settings).toEqual({
      postgresServerUrl: 'postgresql://admin:password@db.example.com:5432/postgres',
      port: 8080,
      logLevel: 'info',
      python: '/usr/bin/python3.13',
      sleepAfterSeconds: 300,
      engine: 'compose',
      identityProvider: 'authentik',
      publicDomain: 'example.com',
      acmeEmail: 'operator@example.com',
      registry: 'registry.example.com/scalr',
    });
  });
});
