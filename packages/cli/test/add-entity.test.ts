import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@scalr/process';
import { complaintsOf, http, installFolder, launchBrowser, platformUnderTest, signIn, until } from '@scalr/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const platform = platformUnderTest('this repository');
const { root } = platform;
const HELLO = join(root, 'apps/products/hello');
let person: { readonly username: string; readonly password: string };

beforeAll(async () => {
  person = (await platform.cli(['up', 'hello', '--json'])).data.first_sign_in;
}, 120_000);
afterAll(() => platform.remove());

const everything = () =>
  readdirSync(HELLO, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

test('everything that is wrong is said at once, and nothing is written', async () => {
  const before = everything();
  const fields = ['title', 'x:foo', 'id:uuid', 'state:enum(a|a)', 'who:ref:nobody'];
  const answer = await platform.cli([
    'add',
    'entity',
    'class',
    ...fields,
    '--access',
    'all',
    '--app',
    'hello',
    '--json',
  ]);
  expect([answer.code, answer.data.problems.map(({ code }: { code: string }) => code)]).toEqual([
    1,
    [
      'ENTITY_NAME_RESERVED',
      ...['ENTITY_FIELD_INVALID', 'ENTITY_FIELD_INVALID', 'ENTITY_FIELD_INVALID', 'ENTITY_FIELD_INVALID'],
      'ENTITY_ACCESS_INVALID',
    ],
  ]);
  const taken = ['add', 'entity', 'visits', 'who:ref:nobody', '--access', 'owner', '--app', 'hello', '--json'];
  expect((await platform.cli(taken)).data.problems.map(({ code }: { code: string }) => code)).toEqual([
    'ENTITY_EXISTS',
    'ENTITY_FIELD_INVALID',
  ]);
  const grouped = ['add', 'entity', 'tool', 'title:string', '--access', 'group:keepers', '--app', 'hello', '--json'];
  expect((await platform.cli(grouped)).data.problems).toEqual([
    expect.objectContaining({
      code: 'ENTITY_GROUP_NOT_IN_MANIFEST',
      file: 'apps/products/hello/app.manifest.yml',
      fix: 'add to "auth:" in apps/products/hello/app.manifest.yml: groups: [keepers]',
    }),
  ]);
  expect(everything()).toEqual(before);
});

test('a new kind of record: written in four files, answered, compiled and shown', { timeout: 300_000 }, async () => {
  const before = everything();
  const fields = ['title:string', 'notes:text?', 'price:money', 'due:date?', 'state:enum(open|done)=open', 'big:bool'];
  const made = await platform.cli([
    'add',
    'entity',
    'task',
    ...fields,
    '--access',
    'owner',
    '--app',
    'hello',
    '--json',
  ]);
  expect(made.data).toMatchObject({ app: 'hello', path: '/api/tasks', page: '/tasks', types: { problems: [] } });
  const written = made.data.files.map((file: string) => join(root, file));
  expect(written.length).toBe(4);
  expect(everything()).toEqual([...before, ...written].sort());
  expect((await platform.cli(['types', 'hello', '--check'])).code).toBe(0);

  const { url } = (await platform.cli(['open', 'hello', '--json'])).data;
  const token = (await platform.cli(['token', 'hello', '--as', person.username, '--json'])).data.access_token;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ title: 'Paint the door', priceCents: 1250 });
  let answer = { status: 0, text: '' };
  await until(
    'the app restarts with it',
    async () => {
      answer = await http(`${url}/api/tasks`, { method: 'POST', headers, body });
      return answer.status === 201;
    },
    60_000,
  );
  expect(JSON.parse(answer.text)).toMatchObject({ title: 'Paint the door', notes: null, state: 'open', big: false });
  const listed = JSON.parse((await http(`${url}/api/tasks`, { headers })).text);
  expect(listed.items.map(({ priceCents }: { priceCents: number }) => priceCents)).toEqual([1250]);

  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    const complaints = complaintsOf(context);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(`${url}/tasks`);
    await signIn(page, person.username, person.password);
    await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
    await page.getByRole('button', { name: 'Paint the door', exact: true }).waitFor();
    await page.getByRole('button', { name: 'New task' }).click();
    await page.getByLabel('Title').fill('Oil the hinges');
    await page.getByLabel('Price').fill('3.50');
    await page.getByRole('button', { name: 'Create task' }).click();
    await page.getByRole('button', { name: 'Oil the hinges', exact: true }).waitFor();
    await page.getByText('Price: 3.50').waitFor();
    await page.getByRole('button', { name: 'Delete Paint the door' }).click();
    await page.getByRole('button', { name: 'Delete task' }).click();
    await page.getByText('Task deleted').waitFor();
    expect(await page.getByRole('button', { name: 'Paint the door', exact: true }).count()).toBe(0);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
  expect(await typeErrors()).toBe('');
});

test('a changed backend has its client made anew while the platform is up', async () => {
  const route = `import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

const pong = z.object({ at: z.string() }).meta({ id: 'Pong' });

export default defineRoutes((routes) => {
  routes.get('/api/ping', { access: 'signed-in', summary: 'Answers', response: pong }, () => ({ at: 'now' }));
});
`;
  writeFileSync(join(HELLO, 'backend/src/routes/ping.ts'), route);
  const client = () => readFileSync(join(root, 'packages/api-types/src/hello/api.generated.ts'), 'utf8');
  await until('the client has the new route', () => client().includes('export function useGetPing<'), 60_000);
  expect(client()).toContain('export function useListTasksInfinite(');
}, 90_000);

/** What the compiler says of the app and its client; empty: nothing. */
async function typeErrors(): Promise<string> {
  const install = installFolder();
  const include = [HELLO, join(root, 'packages/api-types/src')];
  const declarations = ['app-client/src/import-meta.d.ts', 'ui/src/css.d.ts'].map((file) =>
    join(install, 'packages', file),
  );
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({
      extends: join(install, 'tsconfig.json'),
      include,
      exclude: [join(HELLO, 'test')],
      files: declarations,
    }),
  );
  const { PATH = '' } = process.env;
  return (await run([join(install, 'node_modules/.bin/tsc'), '-p', root], { env: { PATH }, timeoutMs: 120_000 }))
    .stdout;
}
