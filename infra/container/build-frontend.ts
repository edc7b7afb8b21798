/**
 * `node infra/container/build-frontend.ts <folder of the app> <folder to fill>`, while an image is built: the page as
 * browsers load it in `page/`, and in `app-config.json` and `security-policy` what infra/container/start-frontend.sh
 * completes.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { run } from '@scalr/process';
import { pageFacts, ROOT } from './page-facts.ts';

const BUILD = join(ROOT, 'packages/engine-native/src/frontends/build.ts');
const [from = '', to = ''] = process.argv.slice(2).map((path) => resolve(path));
const { slug, config, contentSecurityPolicy } = await pageFacts(from);
const job = {
  ...{ slug, root: join(from, 'frontend'), folder: join(to, 'page'), stateFolder: join(to, 'state') },
  ...{ installFolder: ROOT, workspaceFolder: ROOT },
};
await mkdir(job.folder, { recursive: true });
const built = await run([process.execPath, BUILD, JSON.stringify(job)], {
  cwd: ROOT,
  env: { NODE_ENV: 'production' },
  timeoutMs: 300_000,
});
if (built.code !== 0) throw new Error(`${built.stdout}${built.stderr}`);
await writeFile(join(to, 'app-config.json'), JSON.stringify(config));
await writeFile(join(to, 'security-policy'), contentSecurityPolicy);
