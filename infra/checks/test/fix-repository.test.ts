import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@scalr/process';
import { expect, it } from 'vitest';
import { fixRepository } from '../fix-repository.ts';
import type { Ground } from '../guard.ts';
import { formatting } from '../guards/formatting.ts';
import { runTool } from '../tool.ts';
import { onDisk } from './planted-faults.ts';

const SETTINGS = JSON.stringify({
  files: { includes: ['**', '!.scalr'] },
  formatter: { indentStyle: 'space' },
  javascript: { formatter: { quoteStyle: 'single' } },
});
const steps = [{ what: 'format', mend: (ground: Ground) => runTool(ground, 'biome', 'check', '--write', '.') }];

async function fix({ root, env }: Ground) {
  return fixRepository({ root, env, log: () => {}, steps, afterwards: [formatting] });
}

async function commit({ root, env }: Ground): Promise<void> {
  const by = ['-c', 'user.name=Tests', '-c', 'user.email=tests@example.com'];
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    [...by, 'commit', '-q', '-m', 'Begin'],
  ])
    expect(await run(['git', ...args], { cwd: root, env })).toMatchObject({ code: 0 });
}

it('says what it changed and what is left, and keeps what was in no commit as it was', async () => {
  const ground = await onDisk({
    'biome.json': `${SETTINGS}\n`,
    '.gitignore': '.scalr/\n',
    'committed.ts': 'export const a = "1"\n',
    'edited.ts': 'export const b = 1;\n',
    'any.ts': 'export const c: any = 1;\n',
  });
  await commit(ground);
  await writeFile(join(ground.root, 'edited.ts'), 'export const b = "2"\n');
  await writeFile(join(ground.root, 'new.ts'), 'export const d = "3"\n');
  await writeFile(join(ground.root, 'fine.ts'), "export const e = '4';\n");
  const { data, text, good } = await fix(ground);
  expect(data.changed).toEqual(['biome.json', 'committed.ts', 'edited.ts', 'new.ts']);
  expect(await readFile(join(ground.root, 'edited.ts'), 'utf8')).toBe("export const b = '2';\n");
  const kept = (path: string) => readFile(join(ground.root, data.kept ?? '', path), 'utf8');
  expect(data.kept).toMatch(/^\.scalr\/fix\/\d{4}-\d\d-\d\dT/);
  expect(await kept('edited.ts')).toBe('export const b = "2"\n');
  expect(await kept('new.ts')).toBe('export const d = "3"\n');
  await expect(kept('committed.ts')).rejects.toThrow('ENOENT');
  await expect(kept('fine.ts')).rejects.toThrow('ENOENT');
  expect(good).toBe(false);
  expect(data.left.flatMap(({ findings }) => findings.map(({ file }) => file))).toEqual(['any.ts']);
  expect(text).toContain('Changed:\n  biome.json\n  committed.ts\n');
});

it('a second time changes nothing and keeps nothing; without git everything it changes is kept', async () => {
  const ground = await onDisk({ 'biome.json': `${SETTINGS}\n`, 'a.ts': 'export const a = "1"\n' });
  const first = await fix(ground);
  expect(first.data.changed).toEqual(['a.ts', 'biome.json']);
  expect(await readFile(join(ground.root, first.data.kept ?? '', 'a.ts'), 'utf8')).toBe('export const a = "1"\n');
  expect(await fix(ground)).toEqual({
    data: { changed: [], kept: null, left: [] },
    text: 'Nothing had to be changed.',
    good: true,
  });
});
