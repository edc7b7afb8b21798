import type { SchemaDifferences } from '@scalr/ports';

const LONGEST = 50;

/** `add_headline_to_notes`: what the name of a migration says after its stamp, unless somebody has said it. */
export function migrationWords({ gone, came, renamed, tables }: SchemaDifferences, said?: string): string {
  if (said !== undefined && wordsOf(said) !== '') return wordsOf(said);
  const [rename] = renamed;
  const count = gone.length + came.length + renamed.length;
  if (count !== 1) return wordsOf(`change ${tables.slice(0, 3).join(' ')}`);
  if (rename !== undefined) return wordsOf(`rename ${rename.from} to ${rename.to.split('.').at(-1)}`);
  const [verb, name] = came[0] === undefined ? (['drop', gone[0]!] as const) : (['add', came[0]] as const);
  const [table, column] = name.split('.');
  if (column === undefined) return wordsOf(`${verb} ${table}`);
  return wordsOf(`${verb} ${column} ${verb === 'add' ? 'to' : 'of'} ${table}`);
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, LONGEST);
}
