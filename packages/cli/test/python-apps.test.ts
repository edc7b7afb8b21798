import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { isAlive, recordOf, run } from '@scalr/process';
import { http, type PlatformUnderTest, platformUnderTest, until } from '@scalr/testing';
import { pythonMissing } from '@scalr/testing/python';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];
const MISSING = {
  code: 'PYTHON_MISSING',
  message: `a FastAPI backend needs Python 3.11 or newer, and there is none: ${NAMES.map((name) => `${name}: it is not there`).join('; ')}`,
  fix: 'apt-get install -y python3 python3-venv && ./scalr up (on Debian), or name one: SCALR_PYTHON=/path/to/python3 in .env.shared',
};
const PASSWORD = 'seven quiet otters swim';
/** The first one on this checkout fetches the packages. */
const UP_MS = 180_000;

interface Verses {
  readonly items: readonly { readonly id: number; readonly text: string }[];
  readonly pid: number;
  readonly answer: string;
}

const noPython = await pythonMissing();

describe.skipIf(noPython !== null)('a FastAPI app beside a TypeScript one', () => {
  let platform: PlatformUnderTest;
  let portal: string;
  const urlOf = (slug: string) => portal.replace('portal', slug);
  const source = (name: string) => join(platform.root, 'apps/products/verses/backend/src', name);
  const status = async (name: string) =>
    (await platform.cli(['ps', '--json'])).data.find((process: { name: string }) => process.name === name);
  const verses = async (): Promise<Verses> => {
    const { status: code, text } = await http(`${urlOf('verses')}/api/verses`);
    if (code !== 200) throw new Error(text);
    return JSON.parse(text);
  };
  const edit = (name: string, from: string, to: string) =>
    writeFileSync(source(name), readFileSync(source(name), 'utf8').replace(from, to));

  beforeAll(async () => {
    platform = platformUnderTest('two-languages');
    const { code, data, stdout, stderr } = await platform.cli(['up', '--json']);
    if (code !== 0) throw new Error(stdout + stderr);
    portal = data.portal_url;
    expect(data.problems).toEqual([]);
  }, UP_MS);
  afterAll(() => platform.remove());

  test('both answer, each from its own process; the Python one with its migrations done', async () => {
    expect((await http(`${urlOf('quiet')}/api/pid`)).status).toBe(200);
    const made = await http(`${urlOf('verses')}/api/verses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'roses are red' }),
    });
    expect([made.status, JSON.parse(made.text)]).toEqual([201, { id: 1 }]);
    expect((await verses()).items).toEqual([{ id: 1, text: 'roses are red' }]);
    expect(await status('verses')).toMatchObject({ kind: 'backend', status: 'running', pid: (await verses()).pid });
  });

  test('without a token /api/me is 401, and with one of ./scalr token it is 200', async () => {
    expect((await http(`${urlOf('verses')}/api/me`)).status).toBe(401);
    const person = ['user', 'add', 'ada', '--email', 'ada@example.org', '--name', 'Ada', '--password-stdin'];
    expect((await platform.cli(person, { input: PASSWORD })).code).toBe(0);
    const { access_token } = (await platform.cli(['token', 'verses', '--as', 'ada', '--json'])).data;
    const me = await http(`${urlOf('verses')}/api/me`, { headers: { authorization: `Bearer ${access_token}` } });
    expect([me.status, JSON.parse(me.text)]).toMatchObject([200, { username: 'ada', name: 'Ada' }]);
  });

  test('an edited file is answered from at the next request, and nothing lies between the sources', async () => {
    const before = (await verses()).answer;
    edit('routes/verses.py', 'as it was', 'as it is now');
    await until('the new answer', async () => (await verses()).answer === 'as it is now');
    expect(before).toBe('as it was');
    const files = readdirSync(join(platform.root, 'apps/products/verses'), { recursive: true });
    expect(files.filter((name) => String(name).includes('__pycache__'))).toEqual([]);
  });

  test('a file that cannot be read is told with file and line, the TypeScript app goes on, mended it runs', async () => {
    edit('routes/verses.py', 'routes = Routes()', 'routes = Routes(');
    const ask = () => http(`${urlOf('verses')}/api/verses`);
    await until('it is refused', async () => (await ask()).status === 503);
    expect(JSON.parse((await ask()).text)).toMatchObject({
      status: 503,
      code: 'PROCESS_FAILED',
      detail: expect.stringContaining("backend/src/routes/verses.py:9: SyntaxError: '(' was never closed"),
      fix: './scalr logs verses',
    });
    expect(await status('verses')).toMatchObject({ status: 'failed', reason: expect.stringContaining('verses.py:9') });
    expect((await http(`${urlOf('quiet')}/api/pid`)).status).toBe(200);
    edit('routes/verses.py', 'routes = Routes(', 'routes = Routes()');
    await until('it answers again', async () => (await ask()).status === 200);
  });

  test('a killed one is back and loses no row', async () => {
    const { pid } = await verses();
    process.kill(pid, 'SIGKILL');
    // Who asks before the end was noticed is told to come again.
    const now = async () => (await verses().catch(() => null))?.pid ?? pid;
    await until('another process answers', async () => (await now()) !== pid, 20_000);
    expect((await verses()).items).toHaveLength(1);
  });

  test('what it said is in its log', async () => {
    const lines = (await platform.cli(['logs', 'verses', '--tail', '500'])).stdout;
    expect(lines).toContain('BACKEND_UNREADABLE');
  });

  test('it goes on serving when the supervisor is killed, and the next up ends it', async () => {
    const { pid } = await verses();
    const record = recordOf('verses', pid);
    const processes = (await platform.cli(['ps', '--json'])).data;
    process.kill(processes.find(({ name }: { name: string }) => name === 'supervisor').pid, 'SIGKILL');
    for (let i = 0; i < 20; i += 1) expect((await verses()).pid).toBe(pid);
    expect((await platform.cli(['up', '--json'])).code).toBe(0);
    expect(record !== null && isAlive(record)).toBe(false);
    expect((await verses()).items).toHaveLength(1);
  }, 60_000);

  test('one that comes while all runs is served, from the environment that is there', async () => {
    const folder = join(platform.root, 'apps/products/later');
    cpSync(join(platform.root, 'apps/products/verses'), folder, { recursive: true });
    const manifest = join(folder, 'app.manifest.yml');
    const text = readFileSync(manifest, 'utf8').replace('slug: verses', 'slug: later').replace('d1a05', 'd1a06');
    writeFileSync(manifest, text);
    const answers = async () => (await http(`${urlOf('later')}/api/verses`)).status === 200;
    await until('the new app answers', answers, 20_000);
    rmSync(folder, { recursive: true });
  }, 30_000);

  test('production tells what would keep it from starting', async () => {
    edit('routes/verses.py', 'from sqlalchemy import select', 'from sqlalchemist import select');
    const { code, data } = await platform.cli(['up', '--prod', '--json']);
    expect([code, data.problems]).toMatchObject([
      0,
      [
        {
          code: 'BACKEND_UNREADABLE',
          file: 'apps/products/verses/backend/src/routes/verses.py',
          line: 5,
          message: expect.stringContaining('sqlalchemist'),
        },
      ],
    ]);
    edit('routes/verses.py', 'from sqlalchemist import select', 'from sqlalchemy import select');
    expect((await platform.cli(['up', '--json'])).data.problems).toEqual([]);
    expect((await verses()).answer).toBe('as it is now');
  }, 60_000);
});

describe('on a machine without Python', () => {
  let platform: PlatformUnderTest;
  let tools: string;

  beforeAll(() => {
    platform = platformUnderTest('two-languages');
    tools = join(platform.root, 'tools');
    mkdirSync(tools);
    for (const folder of (process.env.PATH ?? '').split(delimiter).filter((path) => existsSync(path))) {
      for (const name of readdirSync(folder)) {
        if (/^(?:python|pip|uv)/.test(name) || existsSync(join(tools, name))) continue;
        symlinkSync(join(folder, name), join(tools, name));
      }
    }
  });
  afterAll(() => platform.remove());

  test(
    'the FastAPI app is failed with what is missing and the command that mends it; the others run',
    async () => {
      const env = { PATH: tools };
      const { code, data } = await platform.cli(['up', '--json'], { env });
      expect([code, data.problems]).toEqual([0, [MISSING]]);
      const urlOf = (slug: string) => data.portal_url.replace('portal', slug);
      expect((await http(`${urlOf('quiet')}/api/pid`)).status).toBe(200);

      const answer = await http(`${urlOf('verses')}/api/verses`);
      const { code: name, message: detail, fix } = MISSING;
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.headers['retry-after']).toMatch(/^\d+$/);
      expect(JSON.parse(answer.text)).toMatchObject({ status: 503, code: name, detail, fix });

      const ps = await platform.cli(['ps'], { env });
      expect(ps.stdout).toMatch(/verses +backend +failed/);
      expect(ps.stdout).toContain('apt-get install -y python3 python3-venv');
      expect((await platform.cli(['logs', 'verses'], { env })).stdout).toContain('PYTHON_MISSING');
    },
    UP_MS,
  );

  test.skipIf(noPython !== null)(
    'with a Python that is named in .env.shared it runs after the next up',
    async () => {
      const named = await run(['python3', '-c', 'import sys; print(sys.executable)'], {
        env: { ...process.env } as never,
      });
      appendFileSync(join(platform.root, '.env.shared'), `SCALR_PYTHON=${named.stdout.trim()}\n`);
      const { data } = await platform.cli(['up', '--json'], { env: { PATH: tools } });
      expect(data.problems).toEqual([]);
      expect((await http(`${data.portal_url.replace('portal', 'verses')}/api/verses`)).status).toBe(200);
    },
    UP_MS,
  );
});
