import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';

/**
 * Names of the Lucide icons a manifest may use, and the older names of the same drawings. One string each: a list
 * would cost every start its parsing.
 */
export async function generate(): Promise<FileSet> {
  const source = createRequire(import.meta.url).resolve('lucide-static/icon-nodes.json');
  const names = Object.keys(JSON.parse(await readFile(source, 'utf8')) as object).sort();
  const folder = join(dirname(source), 'icons');
  const drawings = new Map<string, string>();
  for (const name of names) drawings.set(await drawing(folder, name), name);
  const canonical = new Set(names);
  const aliases: string[] = [];
  for (const entry of (await readdir(folder)).sort()) {
    const name = entry.replace(/\.svg$/, '');
    const same = canonical.has(name) ? undefined : drawings.get(await drawing(folder, name));
    if (same !== undefined) aliases.push(`${name}=${same}`);
  }
  const content = [
    '// Generated from lucide-static by: node infra/generate.ts',
    `export const LUCIDE_NAMES =\n  '${names.join(' ')}';`,
    `export const LUCIDE_ALIASES =\n  '${aliases.join(' ')}';\n`,
  ].join('\n');
  return fileSet([['packages/manifest/src/lucide-names.generated.ts', content]]);
}

/** What is drawn, without what names it. */
async function drawing(folder: string, name: string): Promise<string> {
  const svg = await readFile(join(folder, `${name}.svg`), 'utf8');
  return svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1);
}
