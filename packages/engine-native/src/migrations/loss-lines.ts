import type { SchemaDifferences } from '@scalr/ports';

/** Says in a migration what is lost by it: whoever wrote it knew. The check wants these lines. */
export function lossLines({ gone, narrowed }: SchemaDifferences, comment: '--' | '#'): string {
  const line = (word: string, names: readonly string[]) =>
    names.length === 0 ? '' : `${comment} ${word}: ${names.join(', ')}\n`;
  return line('drops', gone) + line('narrows', narrowed);
}
