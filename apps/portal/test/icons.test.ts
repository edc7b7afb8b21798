import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { openIcons } from '../backend/src/icons.ts';

test('the drawings are those of lucide-static; update with `npx vitest run -u apps/portal`', async () => {
  const file = createRequire(import.meta.url).resolve('lucide-static/icon-nodes.json');
  const nodes: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'));
  const lines = Object.keys(nodes)
    .sort()
    .map((name) => `${name} ${JSON.stringify(nodes[name])}\n`);
  await expect(lines.join('')).toMatchFileSnapshot('../backend/icons/lucide.txt');
});

test('every one of them can be drawn', async () => {
  const file = createRequire(import.meta.url).resolve('lucide-static/icon-nodes.json');
  const nodes: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'));
  const drawn = await openIcons()(Object.keys(nodes));
  for (const [name, shapes] of Object.entries(nodes)) expect(drawn.get(name)).toEqual({ kind: 'shapes', shapes });
});
