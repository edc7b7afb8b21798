import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type FileSet, fileSet } from '@scalr/fileset';

/** Names of the Lucide icons a manifest may use, one string: a list would cost every start its parsing. */
export async function generate(): Promise<FileSet> {
  const source = createRequire(import.meta.url).resolve('lucide-static/icon-nodes.json');
  const names = Object.keys(JSON.parse(await readFile(source, 'utf8')) as object).sort();
  const content = `// Generated from lucide-static by: node infra/generate.ts\nexport const LUCIDE_NAMES =\n  '${names.join(' ')}';\n`;
  return fileSet([['packages/manifest/src/lucide-names.generated.ts', content]]);
}
