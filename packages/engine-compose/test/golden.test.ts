import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderProjects } from '@scalr/containers';
import { fileSet, writeFileSet } from '@scalr/fileset';
import { SERVER_CASES, type ServerCase, serverPlan } from '@scalr/testing/server-plans';
import { expect, it } from 'vitest';
import { exampleInput } from '../../containers/test/example-input.ts';
import { renderFiles } from '../src/render.ts';

/**
 * One folder a case of {@link SERVER_CASES}, with every file as it is rendered.
 * `UPDATE_GOLDEN=1 npx vitest run packages/engine-compose/test/golden.test.ts` writes what is expected (then format
 * it), and the difference is reviewed.
 */
const GOLDEN = join(import.meta.dirname, 'golden');
const UPDATE = process.env.UPDATE_GOLDEN === '1';

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

it.each(Object.entries<ServerCase>(SERVER_CASES))('%s', async (name, server) => {
  const { plan } = await serverPlan(server);
  const rendered = renderFiles(renderProjects(plan, exampleInput()));
  // Files whose name begins with a dot are not for us to have in the repository.
  const visible = fileSet([...rendered].filter(([path]) => !path.startsWith('.')));
  const folder = join(GOLDEN, name);
  if (UPDATE) {
    await mkdir(folder, { recursive: true });
    await writeFileSet(folder, visible, { previous: await filesIn(folder) });
  }
  expect([...visible.keys()]).toEqual(await filesIn(folder));
  for (const [path, { content }] of visible) {
    const expected = await readFile(join(folder, path), 'utf8');
    // As data, since the formatter of the repository sets its own line breaks.
    if (path.endsWith('.json')) expect(JSON.parse(content as string), path).toEqual(JSON.parse(expected));
    else expect(content, path).toBe(expected);
  }
  expect(rendered.get('.gitignore')?.content).toBe('secrets/\n');
});
