import { resolve } from 'node:path';
import { run } from '@scalr/process';
import { affectedApps } from './affected.ts';
import { makeupOf } from './makeup.ts';

/**
 * `node infra/affected-apps/list.ts <commit>`: the apps that a change since then reaches, as a JSON list of slugs; all of
 * them where that commit is not known, as at the first push of a branch.
 */
async function main(root: string, since: string): Promise<void> {
  const git = ['git', '-C', root, 'diff', '--name-only', '-z', `${since}...HEAD`, '--'] as const;
  const { PATH = '', HOME = '' } = process.env;
  const { code, stdout } = await run(git, { env: { PATH, HOME } });
  const apps = await makeupOf(root);
  const changed = stdout.split('\0').filter(Boolean);
  console.log(JSON.stringify(code === 0 ? affectedApps(changed, apps) : apps.map(({ slug }) => slug).sort()));
}

await main(process.env.SCALR_WORKSPACE ?? resolve(import.meta.dirname, '../..'), process.argv[2] ?? '');
