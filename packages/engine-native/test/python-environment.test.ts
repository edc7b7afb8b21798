import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run, start } from '@scalr/process';
import { until } from '@scalr/testing';
import { pythonMissing } from '@scalr/testing/python';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPythonBackends, PythonEnvironments } from '../src/python/index.ts';

const MAKER = join(import.meta.dirname, '../src/python/environment.py');
const WITHIN_MS = 120_000;

/** A package index on disk would be slow; packages that need none make an environment as well. */
const NOTHING = '# nothing\n';

describe.skipIf((await pythonMissing()) !== null)('Python environments', () => {
  let root: string;
  let folder: string;
  let env: Record<string, string>;

  beforeAll(() => {
    env = Object.fromEntries(['PATH', 'HOME'].map((key) => [key, process.env[key] ?? '']));
    root = mkdtempSync(join(tmpdir(), 'scalr-py-'));
    folder = join(root, '.scalr/python');
    mkdirSync(join(root, 'packages/app-server-py/src'), { recursive: true });
    mkdirSync(join(root, 'apps/one/backend/src'), { recursive: true });
    writeFileSync(join(root, 'packages/app-server-py/requirements.txt'), NOTHING);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const environments = (more: Partial<{ env: Record<string, string>; python: string }> = {}) =>
    new PythonEnvironments({
      installFolder: root,
      workspaceFolder: root,
      env: more.env ?? env,
      python: async () => more.python,
    });
  const backend = () => join(root, 'apps/one/backend');
  const made = () => readdirSync(folder).filter((name) => existsSync(join(folder, name, 'pyvenv.cfg')));
  const wish = () =>
    JSON.stringify({
      folder,
      requirements: join(root, 'packages/app-server-py/requirements.txt'),
      packages: ['auth-client-py', 'app-server-py'].map((name) => join(root, 'packages', name, 'src')),
      project: null,
    });

  test(
    'two at once make one; one that was killed half-way is made anew; old ones go unless a process holds them',
    async () => {
      const longAgo = new Date(Date.now() - 8 * 24 * 3_600_000);
      for (const name of ['held', 'old', 'recent']) {
        mkdirSync(join(folder, name), { recursive: true });
        for (const file of ['pyvenv.cfg', 'ready']) writeFileSync(join(folder, name, file), '');
        if (name !== 'recent') utimesSync(join(folder, name, 'ready'), longAgo, longAgo);
      }
      const others = ['held', 'old', 'recent'];
      const inUse = JSON.stringify(join(folder, 'held/in-use'));
      const hold = `import fcntl, time; f = open(${inUse}, "a"); fcntl.flock(f, fcntl.LOCK_SH); print("held", flush=True); time.sleep(600)`;
      const said: string[] = [];
      const onLine = (line: string) => said.push(line);
      const holder = await start(['python3', '-c', hold], { name: 'holder', cwd: root, env, onLine });
      await until('it is held', () => said.includes('held'), 20_000);

      const maker = await start(['python3', MAKER, wish()], { name: 'maker', cwd: root, env });
      await until('it began', () => made().length === 4, 20_000);
      await maker.stop({ signal: 'SIGKILL' });
      const home = made().find((name) => !others.includes(name)) as string;
      expect(existsSync(join(folder, home, 'ready'))).toBe(false);

      const answers = await Promise.all([1, 2].map(() => run(['python3', MAKER, wish()], { env })));
      await holder.stop({ signal: 'SIGKILL' });
      expect(answers.map(({ code, stderr }) => [code, stderr])).toEqual([
        [0, ''],
        [0, ''],
      ]);
      expect(answers.map(({ stdout }) => JSON.parse(stdout).made).sort()).toEqual([false, true]);
      expect(made().sort()).toEqual(['held', 'recent', home].sort());
    },
    WITHIN_MS,
  );

  test('is found again by whoever comes later', async () => {
    const first = await environments().of(backend());
    expect([first.made, existsSync(first.interpreter)]).toEqual([false, true]);
    expect(await environments().of(backend())).toEqual(first);
  });

  test(
    'an app that needs more has its own, and what the platform brings is no more',
    async () => {
      const plain = await environments().of(backend());
      const project = join(backend(), 'pyproject.toml');
      writeFileSync(project, '[project]\nname = "one"\ndependencies = ["scalr_app-server"]\n');
      expect((await environments().of(backend())).home).toBe(plain.home);

      writeFileSync(project, '[project]\nname = "one"\ndependencies = ["no-such-package-of-scalr==1"]\n');
      const offline = { ...env, PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_RETRIES: '0', UV_OFFLINE: '1' };
      await expect(environments({ env: offline }).of(backend())).rejects.toMatchObject({
        code: 'PYTHON_PACKAGES_NOT_INSTALLED',
        message: expect.stringContaining('no-such-package-of-scalr'),
        fix: expect.stringContaining('apps/one/backend/pyproject.toml'),
      });

      writeFileSync(project, '[project\n');
      await expect(environments().of(backend())).rejects.toMatchObject({
        code: 'PYTHON_PROJECT_UNREADABLE',
        message: expect.stringContaining('line 1'),
      });
      rmSync(project);
    },
    WITHIN_MS,
  );

  test(
    'a Python without venv is told apart from none',
    async () => {
      const tools = join(root, 'tools');
      mkdirSync(tools);
      const real = realpathSync(
        (await run(['python3', '-c', 'import sys; print(sys.executable)'], { env })).stdout.trim(),
      );
      const bare = `#!/bin/sh\nexec '${real}' -S -c 'import sys\nsys.modules["ensurepip"] = None\nsys.argv = sys.argv[1:]\nexec(compile(open(sys.argv[0]).read(), sys.argv[0], "exec"), {"__name__": "__main__", "__file__": sys.argv[0]})' "$2" "$3"\n`;
      writeFileSync(join(tools, 'python3'), bare, { mode: 0o755 });
      const without = { ...env, PATH: [tools, '/usr/sbin'].join(delimiter) };
      symlinkSync('/bin/sh', join(tools, 'sh'));
      await expect(environments({ env: without }).of(backend())).rejects.toMatchObject({
        code: 'PYTHON_VENV_MISSING',
        message: expect.stringContaining('comes without its module ensurepip'),
        fix: expect.stringContaining('apt-get install -y python3 python3-venv'),
      });
    },
    WITHIN_MS,
  );

  test('one that was named and is too old, or not there, is told with its name', async () => {
    const old = join(root, 'old-python');
    writeFileSync(old, '#!/bin/sh\necho "it is Python 3.9, and 3.11 or newer is needed" >&2\nexit 3\n', {
      mode: 0o755,
    });
    for (const [python, why] of [
      [old, 'it is Python 3.9, and 3.11 or newer is needed'],
      ['/nowhere/python3', 'it is not there'],
    ] as const) {
      await expect(environments({ python }).of(backend())).rejects.toMatchObject({
        code: 'PYTHON_MISSING',
        message: expect.stringContaining(`${python}: ${why}`),
      });
    }
  });

  test(
    'what keeps a backend from starting is found without running it',
    async () => {
      const environment = await environments().of(backend());
      const src = join(backend(), 'src');
      const check = async () =>
        (await checkPythonBackends([{ slug: 'one', root: backend(), environment }], root))[0]?.problems.map(
          ({ code, file, line, message }) => [code, file, line, message.replace(/^.*?: /, '')],
        );
      expect(await check()).toEqual([
        ['BACKEND_ENTRY_MISSING', undefined, undefined, 'the backend of one has no apps/one/backend/src/main.py'],
      ]);
      const files = {
        'main.py': 'import sys, json.decoder\nfrom words import greet, WORD\nprint(greet)\n',
        'words.py': 'WORD = 1\ndef greet(): ...\ntry:\n    import absent_but_caught\nexcept ImportError:\n    pass\n',
      };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(src, name), text);
      expect(await check()).toEqual([]);
      writeFileSync(join(src, 'main.py'), 'import absent\nfrom words import gone\nfrom json.absent import x\n');
      writeFileSync(join(src, 'broken.py'), 'x = (\n');
      const [main, broken] = ['main.py', 'broken.py'].map((name) => `apps/one/backend/src/${name}`);
      expect(await check()).toEqual([
        ['BACKEND_UNREADABLE', broken, 1, "SyntaxError: '(' was never closed"],
        ['BACKEND_UNREADABLE', main, 1, "ModuleNotFoundError: No module named 'absent'"],
        ['BACKEND_UNREADABLE', main, 2, "ImportError: cannot import name 'gone' from 'words'"],
        ['BACKEND_UNREADABLE', main, 3, "ModuleNotFoundError: No module named 'json.absent'"],
      ]);
    },
    WITHIN_MS,
  );
});
