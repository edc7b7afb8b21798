import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ChildProcessHandle, start } from '@scalr/process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrontendHost } from '../../src/frontends/frontend-host.ts';
import { FRONTEND_HOST_ENV, frontendHostCommand, type ToFrontendHost } from '../../src/frontends/index.ts';
import { CHECKOUT, remove, temporaryFolder } from '../stack/example-install.ts';
import { fetchPath, loadPage, openUpdates, type Visitor } from './browser-page.ts';
import { exampleFrontend, linkModules } from './example-frontend.ts';

const folder = temporaryFolder();
const workspaceFolder = join(folder, 'workspace');
const folders = { stateFolder: join(workspaceFolder, '.scalr'), installFolder: CHECKOUT, workspaceFolder };
const socket = join(folder, 'host.sock');
const app = (slug: string, files?: Record<string, string>) => ({
  slug,
  host: `${slug}.localhost`,
  root: exampleFrontend(workspaceFolder, slug, files),
});
const visitor = (slug: string): Visitor => ({ socketPath: socket, host: `${slug}.localhost:8080` });

const until = async (condition: () => boolean) => {
  while (!condition()) await delay(10);
};

let host: ChildProcessHandle;
let listening = 0;
const one = app('one');
const two = app('two');
const broken = app('broken', { 'vite.config.ts': 'throw new Error("this configuration is broken");\n' });

async function serve(apps: ToFrontendHost['apps']): Promise<void> {
  const before = listening;
  host.send({ type: 'frontends', socket, ...folders, apps } satisfies ToFrontendHost);
  await until(() => listening > before);
}

beforeAll(async () => {
  linkModules(workspaceFolder);
  writeFileSync(join(workspaceFolder, '.env.shared'), 'PASSWORD=do-not-tell\n');
  host = await start(frontendHostCommand(), {
    name: 'frontends',
    cwd: workspaceFolder,
    env: { ...FRONTEND_HOST_ENV },
    ipc: true,
    onMessage: (message) => {
      if ((message as { type?: string }).type === 'listening') listening += 1;
    },
  });
  await serve([one, two, broken]);
});
afterAll(async () => {
  await host.stop();
  remove(folder);
});

describe('the frontend host', () => {
  it('serves each app by its host, whole, and the first page is not reloaded', async () => {
    const updates = await openUpdates(visitor('one'));
    const page = await loadPage(visitor('one'));
    expect([...page].filter(([, { status }]) => status !== 200)).toEqual([]);
    expect(page.get('/')?.text).toContain('<title>one</title>');
    expect(page.get('/src/app.tsx')?.text).toContain('hello from one');
    expect(page.get('/src/style.css')?.text).toContain('#123456');
    expect([...page.keys()].filter((path) => path.includes('/deps/react')).length).toBeGreaterThan(1);
    expect((await fetchPath(visitor('two'), '/')).text).toContain('<title>two</title>');
    expect(updates.messages).toEqual([{ type: 'connected' }]);
    updates.close();
  });

  it('serves the page below every path that is no file', async () => {
    const { status, type, text } = await fetchPath(visitor('one'), '/orders/7');
    expect([status, type]).toEqual([200, 'text/html']);
    expect(text).toContain('<title>one</title>');
  });

  it('tells an edit to the pages of that app only', async () => {
    const [ofOne, ofTwo] = await Promise.all([openUpdates(visitor('one')), openUpdates(visitor('two'))]);
    await Promise.all([loadPage(visitor('one')), loadPage(visitor('two'))]);
    writeFileSync(join(one.root, 'src/app.tsx'), 'export function App() {\n  return <p>edited</p>;\n}\n');
    await until(() => ofOne.messages.some(({ type }) => type === 'update'));
    const update = ofOne.messages.find(({ type }) => type === 'update');
    expect(update?.updates?.map(({ path }) => path)).toContain('/src/app.tsx');
    expect(ofOne.messages.map(({ type }) => type)).not.toContain('full-reload');
    expect(ofTwo.messages).toEqual([{ type: 'connected' }]);
    expect((await fetchPath(visitor('one'), '/src/app.tsx')).text).toContain('edited');
    ofOne.close();
    ofTwo.close();
  });

  it('has the styles that a new file asks for, without an edit of any other', async () => {
    await loadPage(visitor('one'));
    const pages = join(one.root, 'src/pages');
    mkdirSync(pages);
    writeFileSync(join(pages, 'late.tsx'), 'export const Late = () => <p className="text-[#abcdef]">late</p>;\n');
    while (!(await fetchPath(visitor('one'), '/src/style.css')).text.includes('#abcdef')) await delay(20);
  });

  it('shows what is wrong with a module and goes on', async () => {
    const updates = await openUpdates(visitor('two'));
    writeFileSync(join(two.root, 'src/app.tsx'), 'export const App = ;\n');
    await until(() => updates.messages.length > 1);
    const { status, text } = await fetchPath(visitor('two'), '/src/app.tsx');
    expect([status, text.includes('src="/@vite/client"')]).toEqual([500, true]);
    await until(() => updates.messages.some(({ type }) => type === 'error'));
    expect((await fetchPath(visitor('one'), '/src/main.tsx')).status).toBe(200);
    writeFileSync(join(two.root, 'src/app.tsx'), 'export const App = () => <p>mended</p>;\n');
    while ((await fetchPath(visitor('two'), '/src/app.tsx')).status !== 200) await delay(20);
    updates.close();
  });

  it('keeps an app that cannot start from the others, and tries again', async () => {
    const { status, text } = await fetchPath(visitor('broken'), '/');
    expect(status).toBe(500);
    expect(text).toContain('this configuration is broken');
    expect((await fetchPath(visitor('one'), '/')).status).toBe(200);
    writeFileSync(join(broken.root, 'vite.config.ts'), 'export default { define: { MENDED: "true" } };\n');
    expect((await fetchPath(visitor('broken'), '/')).text).toContain('<title>broken</title>');
  });

  it.each([
    ['an env file', '/.env'],
    ['an env file as a module', '/.env?import&raw'],
    ['a file of the workspace', `/@fs${join(workspaceFolder, '.env.shared')}`],
    ['a file of another app', `/@fs${join(two.root, 'src/main.tsx')}`],
    ['a file of the machine', '/@fs/etc/passwd'],
    ['a path that climbs', '/../../../../../../../../etc/passwd'],
  ])('does not hand out %s', async (_, path) => {
    const { status, text } = await fetchPath(visitor('one'), path);
    expect(text).not.toMatch(/do-not-tell|root:|createRoot/);
    // A climbing path is cut at the root, and what is no file there is the page.
    expect(status).toBe(path.startsWith('/..') ? 200 : 403);
  });

  it('answers 404 for a host that is none of its apps', async () => {
    expect(await fetchPath(visitor('three'), '/')).toMatchObject({ status: 404 });
    await expect(openUpdates(visitor('three'))).rejects.toThrow();
  });

  it('takes new apps and closes those that are gone, while the others keep their connections', async () => {
    const updates = await openUpdates(visitor('one'));
    await serve([one, app('three')]);
    expect((await fetchPath(visitor('two'), '/')).status).toBe(404);
    expect((await fetchPath(visitor('three'), '/')).text).toContain('<title>three</title>');
    writeFileSync(join(one.root, 'src/app.tsx'), 'export function App() {\n  return <p>still here</p>;\n}\n');
    await until(() => updates.messages.some(({ type }) => type === 'update'));
    updates.close();
  });
});

it('closes an instance that nobody has open, and makes it again when somebody comes', async () => {
  let time = 0;
  const quiet = new FrontendHost({
    ...folders,
    socket: join(folder, 'quiet.sock'),
    idleMs: 1_000,
    now: () => time,
    onError: (_, error) => expect.unreachable(String(error)),
  });
  const visit = { socketPath: join(folder, 'quiet.sock'), host: 'one.localhost' };
  await quiet.serve([one, two]);
  expect(quiet.instances).toBe(0);
  const updates = await openUpdates(visit);
  time = 5_000;
  await quiet.closeIdle();
  expect(quiet.instances).toBe(1);
  updates.close();
  const closed = async () => {
    time += 1_000;
    await quiet.closeIdle();
    return quiet.instances === 0;
  };
  while (!(await closed())) await delay(10);
  expect((await fetchPath(visit, '/')).status).toBe(200);
  expect(quiet.instances).toBe(1);
  await quiet.close();
});
