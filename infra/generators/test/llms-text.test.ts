import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { SECTIONS } from '../../../docs/frontend/sections.ts';
import { generate } from '../llms-text.ts';

const FOLDER = resolve(import.meta.dirname, '../../../docs/content');

it('lists the pages of the site, in its order, by links that lead to their files', async () => {
  const [[path, file] = ['', { content: '' }]] = await generate();
  const text = String(file.content);
  expect(path).toBe('docs/content/llms.txt');
  expect([...text.matchAll(/^## (.+)$/gm)].map(([, label]) => label)).toEqual(SECTIONS.map(({ label }) => label));
  const lines = [...text.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm)].map(([, title = '', target = '']) => [
    title,
    target,
  ]);
  expect(lines).toHaveLength(SECTIONS.flatMap(({ pages }) => pages).length);
  expect(lines.filter(([, target = '']) => !existsSync(resolve(FOLDER, target)))).toEqual([]);
  expect(lines).toContainEqual(['The command line', 'reference/cli.md']);
  expect(lines).toContainEqual(['What an agent is told', '../../template-app/AGENT_INSTRUCTIONS.md']);
});
