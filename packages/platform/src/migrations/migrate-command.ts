import type { SchemaRename } from '@scalr/ports';

/** What somebody said may be lost. Names are `notes` and `notes.title`. */
export interface Allowed {
  readonly drops: readonly string[];
  readonly narrows: readonly string[];
}

export interface MigrateWish extends Allowed {
  readonly slug: string;
  readonly renames: readonly SchemaRename[];
  /** For the name of the migration; left out: made of what changes. */
  readonly words?: string;
}

/** The command that says a wish, each thing once. */
export function migrateCommand({ slug, renames, drops, narrows, words }: MigrateWish, isPlan: boolean): string {
  const flags = [
    ...renames.map(({ from, to }) => `--rename ${from}=${to.split('.').at(-1)}`),
    ...drops.map((name) => `--drop ${name}`),
    ...narrows.map((name) => `--narrow ${name}`),
    ...(words === undefined ? [] : [`--name ${JSON.stringify(words)}`]),
    ...(isPlan ? ['--plan'] : []),
  ];
  return ['./scalr migrate', slug, ...new Set(flags)].join(' ');
}
