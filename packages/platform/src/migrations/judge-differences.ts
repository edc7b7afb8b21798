import type { Problem } from '@scalr/errors';
import type { SchemaDifferences, SchemaRename } from '@scalr/ports';
import { migrationErrors } from './errors.ts';
import { type MigrateWish, migrateCommand } from './migrate-command.ts';

export interface Judgement {
  readonly wish: MigrateWish;
  readonly isPlan: boolean;
  readonly differences: SchemaDifferences;
  /** Whether a table holds rows now; without them nothing is lost by narrowing. */
  readonly hasRows: (table: string) => boolean;
}

/**
 * Everything that keeps a migration from being made as it is wished. Empty: nothing does. Every fix is one command: what
 * was said already, and all that is still to be said.
 */
export function judgeDifferences({ wish, isPlan, differences, hasRows }: Judgement): readonly Problem[] {
  const { gone, narrowed, required, renamed } = differences;
  const isRenamed = ({ from }: SchemaRename) => renamed.some((one) => one.from === from);
  const open = gone.filter((name) => !wish.drops.includes(name));
  const ambiguous = ambiguities(differences, open);
  const tight = narrowed.filter((one) => hasRows(tableOf(one)) && !wish.narrows.includes(one));
  const kept = newNames(ambiguous);
  const command = (renames: readonly SchemaRename[]) =>
    migrateCommand(
      {
        ...wish,
        renames: [...wish.renames.filter(isRenamed), ...renames],
        drops: [
          ...wish.drops.filter((name) => gone.includes(name)),
          ...open.filter((name) => renames.every(({ from }) => from !== name)),
        ],
        narrows: [...wish.narrows, ...tight],
      },
      isPlan,
    );
  const [keeping, dropping] = [command(kept), command([])];
  const problems = wish.renames
    .filter((one) => !isRenamed(one))
    .map(({ from, to }) => migrationErrors.problem('nothingToRename', { from, to }));
  for (const name of wish.drops.filter((one) => !gone.includes(one)))
    problems.push(migrationErrors.problem('nothingToDrop', { name, command: keeping }));
  for (const { from, to } of ambiguous)
    problems.push(migrationErrors.problem('ambiguous', { from, to, keeping, dropping }));
  for (const name of open.filter((one) => ambiguous.every(({ from }) => from !== one)))
    problems.push(migrationErrors.problem('drops', { name, command: keeping }));
  for (const name of tight) problems.push(migrationErrors.problem('narrows', { name, command: keeping }));
  // What may turn out to be a new name has the values of the former one.
  const perhaps = new Set(ambiguous.flatMap(({ to }) => to));
  for (const name of required.filter((one) => hasRows(tableOf(one)) && !perhaps.has(one)))
    problems.push(migrationErrors.problem('needsDefault', { name }));
  return problems;
}

interface Ambiguity {
  readonly from: string;
  readonly to: readonly string[];
}

/** What is gone and may as well be what came: columns of one table that hold the same kind of value, or tables. */
export function ambiguities(
  { came, types = {} }: Pick<SchemaDifferences, 'came' | 'types'>,
  gone: readonly string[],
): readonly Ambiguity[] {
  return gone.flatMap((from) => {
    const to = came.filter((name) => tableOf(name) === tableOf(from) && isAlike(types[from], types[name]));
    return to.length === 0 ? [] : [{ from, to }];
  });
}

/** Each takes the first name that nobody else has. */
function newNames(ambiguous: readonly Ambiguity[]): readonly SchemaRename[] {
  const taken = new Set<string>();
  return ambiguous.flatMap(({ from, to }) => {
    const free = to.find((name) => !taken.has(name));
    if (free === undefined) return [];
    taken.add(free);
    return [{ from, to: free }];
  });
}

/** Kinds of values, by the words of Postgres. */
const KINDS: readonly RegExp[] = [
  /^(?:text|citext|varchar|character varying|char|character|bpchar)$/,
  /^(?:smallint|integer|bigint|numeric|decimal|real|double precision|float|(?:small|big)?serial)$/,
  /^(?:date|timestamp(?: with(?:out)? time zone)?)$/,
];

/** Whether a column of one type may be one of the other with a new name. Where a type is not known, it may. */
function isAlike(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  const [was, is] = [one, other].map((type) => type.toLowerCase().replace(/\s*\(.*?\)/g, '')) as [string, string];
  return was === is || KINDS.some((kind) => kind.test(was) && kind.test(is));
}

/** Of a column; empty for a table. */
export function tableOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}
