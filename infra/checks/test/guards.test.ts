import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { GUARDS } from '../guards/index.ts';
import { type GuardReport, runGuards } from '../run-guards.ts';
import { ROOT } from '../source-files.ts';

// The tests of the documentation are beside this file; their guard would only run them once more.
const guards = GUARDS.filter(({ name }) => name !== 'documentation');
const { PATH = '', HOME = '' } = process.env;

describe('the repository', () => {
  let reports: readonly GuardReport[];
  beforeAll(async () => {
    reports = await runGuards({ root: ROOT, env: { PATH, HOME }, log: () => {}, guards });
  }, 600_000);

  it.each(guards)('$name: $asks', ({ name }) => {
    const report = reports.find((one) => one.name === name);
    expect(report?.findings).toEqual([]);
  });
});

it('every guard has a name of its own and a section on its page', async () => {
  const page = await readFile(join(ROOT, 'docs/content/architecture/guards.md'), 'utf8');
  expect(new Set(GUARDS.map(({ name }) => name)).size).toBe(GUARDS.length);
  expect(GUARDS.filter(({ name }) => !page.includes(`\n| \`${name}\` |`)).map(({ name }) => name)).toEqual([]);
});
