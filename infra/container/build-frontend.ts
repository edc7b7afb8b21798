/**
 * `node infra/container/build-frontend.ts <folder of the app> <folder to fill>`, while an image is built: the page or
 * the site as browsers load it in `page/`, how nginx serves it in `server.conf`, and in `app-config.json`,
 * `security-policy` and `defaults/` what infra/container/start-frontend.sh completes.
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from '@scalr/process';
import { pageFacts, ROOT } from './page-facts.ts';

const BUILD = join(ROOT, 'packages/engine-native/src/frontends/build.ts');
const [from = '', to = ''] = process.argv.slice(2).map((path) => resolve(path));
const page = join(to, 'page');
const { slug, kind, config, contentSecurityPolicy, defaults } = await pageFacts(from, 'production');

const job = {
  ...{ slug, kind, root: join(from, 'frontend'), folder: page, stateFolder: '/tmp/scalr', compresses: true },
  ...{ installFolder: ROOT, workspaceFolder: ROOT },
};
await mkdir(page, { recursive: true });
await succeed([process.execPath, BUILD, JSON.stringify(job)]);
await copyFile(join(import.meta.dirname, `${kind}.conf`), join(to, 'server.conf'));
await writeFile(join(to, 'app-config.json'), JSON.stringify(config));
await writeFile(join(to, 'security-policy'), contentSecurityPolicy);
await mkdir(join(to, 'defaults'));
for (const [name, value] of Object.entries(defaults)) await writeFile(join(to, 'defaults', name), value);
await succeed(['sh', join(ROOT, 'infra/container/settle.sh'), to]);
await dateByContent(page);

async function succeed(argv: readonly [string, ...string[]]): Promise<void> {
  const done = await run(argv, { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' }, timeoutMs: 300_000 });
  if (done.code !== 0) throw new Error(`${done.stdout}${done.stderr}`);
}

/**
 * nginx makes an ETag of a file's time and size. The time of a build would make another image of the same sources, and
 * one time for all would make one version of index.html pass for the next: the content decides.
 */
async function dateByContent(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const seconds = createHash('sha256')
      .update(await readFile(path))
      .digest()
      .readUInt32BE();
    // Below 2004: no cache takes it for the future.
    await utimes(path, seconds >>> 2, seconds >>> 2);
  }
}
