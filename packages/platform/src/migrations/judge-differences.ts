import type { Problem } from '@scalr/errors';
import type { SchemaDifferences } from '@scalr/ports';
import { migrationErrors } from './errors.ts';

/** What somebody said may be lost. Names are `notes` and `notes.title`. */
export interface Allowed {
  readonly drops: readonly string[];
  readonly narrows: readonly string[];
}

export interface Judgement {
  readonly slug: string;
  readonly differences: SchemaDifferences;
  readonly allowed: Allowed;
  /** Whether a table holds rows now; without them nothing is lost by narrowing. */
  readonly hasRows: (table: string) => boolean;
}

/** Everything that keeps a migration from being made as it is wished. Empty: nothing does. */
export function judgeDifferences({ slug, differences, allowed, hasRows }: Judgement): readonly Problem[] {
  const { gone, narrowed, required } = differences;
  const problems = allowed.drops
    .filter((name) => !gone.includes(name))
    .map((name) => migrationErrors.problem('nothingToDrop', { name, slug }));
  const open = gone.filter((name) => !allowed.drops.includes(name));
  const ambiguous = ambiguities(differences, open);
  for (const { from, to } of ambiguous) problems.push(migrationErrors.problem('ambiguous', { slug, from, to }));
  for (const name of open.filter((one) => ambiguous.every(({ from }) => from !== one)))
    problems.push(migrationErrors.problem('drops', { slug, name }));
  for (const name of narrowed.filter((one) => hasRows(tableOf(one)) && !allowed.narrows.includes(one)))
    problems.push(migrationErrors.problem('narrows', { slug, name }));
  // What may turn out to be a new name has the values of the former one.
  const perhaps = new Set(ambiguous.flatMap(({ to }) => to));
  for (const name of required.filter((one) => hasRows(tableOf(one)) && !perhaps.has(one)))
    problems.push(migrationErrors.problem('needsDefault', { name }));
  return problems;
}

/** What is gone and may as well be what came: columns of one table, or tables. */
export function ambiguities(
  { came }: SchemaDifferences,
  gone: readonly string[],
): readonly { readonly from: string; readonly to: readonly string[] }[] {
  return gone.flatMap((from) => {
    const to = came.filter((name) => tableOf(name) === tableOf(from));
    return to.length === 0 ? [] : [{ from, to }];
  });
}

/** Of a column; empty for a table. */
export function tableOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}
