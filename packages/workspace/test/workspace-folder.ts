import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

let count = 0;

/** Text of a fitting manifest; `lines` are added at its end. */
export function manifest(slug: string, kind: string, ...lines: string[]): string {
  count += 1;
  const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  const own = [
    `id: ${id}`,
    `slug: ${slug}`,
    `name: ${slug}`,
    `kind: ${kind}`,
    'description: x',
    'created: 2026-01-01',
    'owner: x',
  ];
  return `${['manifest_version: 1', ...own, ...lines].join('\n')}\n`;
}

/** A temporary workspace with these files, gone after the test. */
export async function workspace(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<{
  root: string;
  write: (path: string, content: string | Uint8Array) => Promise<void>;
}> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'scalr-workspace-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const write = async (path: string, content: string | Uint8Array) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  for (const [path, content] of Object.entries(files)) await write(path, content);
  return { root, write };
}
