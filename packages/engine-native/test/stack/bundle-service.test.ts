import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleService } from '../../src/stack/index.ts';
import { exampleInstall, remove, temporaryFolder } from './example-install.ts';

const folder = temporaryFolder();
const installFolder = join(folder, 'install');
const entry = join(installFolder, 'services/example/src/main.ts');
const service = { entry, name: 'example', installFolder, stateFolder: join(folder, 'state') };

beforeAll(() => {
  exampleInstall(installFolder, []);
  mkdirSync(join(dirname(entry), 'pages'), { recursive: true });
  writeFileSync(join(dirname(entry), 'pages/hello.html'), '<p>hello</p>\n');
  writeFileSync(
    join(dirname(entry), 'read.ts'),
    `import { readFileSync } from 'node:fs';
     import { join } from 'node:path';
     const here: string = import.meta.dirname;
     export const page = readFileSync(join(here, 'pages/hello.html'), 'utf8');
     export const same = readFileSync(new URL('./pages/hello.html', import.meta.url), 'utf8');\n`,
  );
  writeFileSync(
    entry,
    `import { hash, verify } from '@node-rs/argon2';
     import { z } from 'zod';
     import { page, same } from './read.ts';
     const ok: boolean = await verify(await hash('secret', { memoryCost: 1024, timeCost: 1 }), 'secret');
     const names = [(() => class Session {})(), (() => function consume() {})()].map(({ name }) => name);
     const parsed = z.coerce.number().parse('7');
     process.stdout.write(JSON.stringify({ ok, page, same: page === same, parsed, names }));\n`,
  );
});
afterAll(() => remove(folder));

it('runs a service with its native addon and the files beside its sources', async () => {
  const path = await bundleService(service);
  expect(dirname(dirname(path))).toBe(join(folder, 'state/cache/services/example'));
  expect(readFileSync(path, 'utf8')).not.toContain('from"zod"');
  const out = execFileSync(process.execPath, [path], { cwd: '/', encoding: 'utf8' });
  expect(JSON.parse(out)).toEqual({
    ok: true,
    page: '<p>hello</p>\n',
    same: true,
    parsed: 7,
    names: ['Session', 'consume'],
  });
});

it('is reused until a source changes', async () => {
  const first = await bundleService(service);
  expect(await bundleService(service)).toBe(first);
  writeFileSync(join(dirname(entry), 'read.ts'), `export const page = 'edited';\nexport const same = page;\n`);
  const second = await bundleService(service);
  expect(second).not.toBe(first);
  expect(JSON.parse(execFileSync(process.execPath, [second], { encoding: 'utf8' }))).toMatchObject({ page: 'edited' });
});

it('says what stands in the way', async () => {
  writeFileSync(entry, 'export const = 1;\n');
  await expect(bundleService(service)).rejects.toMatchObject({ code: 'BUNDLE_FAILED' });
});
