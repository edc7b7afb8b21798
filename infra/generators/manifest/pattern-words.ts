import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const SCHEMA = resolve(import.meta.dirname, '../../../packages/manifest/src/schema.ts');

/** What a pattern means, in the words in which its schema refuses what does not fit it; by the source of the pattern. */
export async function patternWords(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(SCHEMA, 'utf8');
  const named = new Map(
    [...text.matchAll(/const (\w+) = \/(.+)\/[a-z]*;/g)].map(([, name = '', source = '']) => [name, source]),
  );
  const said = text.matchAll(/\.regex\((?:\/(.+?)\/[a-z]*|(\w+)), (['"])(.+?)\3\)/g);
  return new Map([...said].map(([, source, name = '', , words = '']) => [source ?? named.get(name) ?? '', words]));
}
