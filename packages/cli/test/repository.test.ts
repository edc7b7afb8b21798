import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@scalr/process';
import { installFolder } from '@scalr/testing';
import { expect, onTestFinished, test } from 'vitest';

const { PATH = '', HOME = '' } = process.env;

const scalr = (install: string, ...args: string[]) =>
  run([process.execPath, join(install, 'packages/cli/src/main.ts'), ...args], { env: { PATH, HOME }, cwd: install });

test.each([
  [['hello'], 'so hello cannot be with it'],
  [['--all'], 'so --all cannot be with it'],
  [['hello', '--until', 'types'], 'so hello --until cannot be with it'],
])('check --repo with %j is refused', async (others, said) => {
  const { code, stdout } = await scalr(installFolder(), 'check', '--repo', '--json', ...others);
  const { problems } = JSON.parse(stdout);
  expect([code, problems[0].code]).toEqual([2, 'CHECK_REPO_ALONE']);
  expect(problems[0].message).toContain(said);
});

test('where the command line is, but no repository, check --repo and fix say so', async () => {
  const install = realpathSync(mkdtempSync(join(tmpdir(), 'scalr-install-')));
  onTestFinished(() => rmSync(install, { recursive: true }));
  cpSync(join(installFolder(), 'packages/cli/src'), join(install, 'packages/cli/src'), { recursive: true });
  cpSync(join(installFolder(), 'packages/cli/package.json'), join(install, 'packages/cli/package.json'));
  symlinkSync(join(installFolder(), 'node_modules'), join(install, 'node_modules'));
  for (const args of [['check', '--repo'], ['fix']]) {
    const { code, stderr } = await scalr(install, ...args);
    expect([code, stderr.split('\n')[0]]).toEqual([2, 'REPOSITORY_NOT_HERE']);
  }
});
