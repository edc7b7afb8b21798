import { createHash } from 'node:crypto';
import type { AppliedMigration } from '@scalr/platform';
import type { Finding } from '../../finding.ts';
import { find } from './rules.ts';
import type { MigrationFile } from './schema-sources.ts';

/** Hash by name of the migrations that were seen to be applied. */
export type SeenMigrations = Readonly<Record<string, string>>;

/** Saying later what a migration loses changes nothing of what it does. */
const LOSS_LINE = /^(?:--|#) ?(?:drops|narrows):.*\n/gm;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const bareHashOf = (text: string): string => hashOf(text.replace(LOSS_LINE, ''));

/** Applied migrations that are no longer what they were: by the database's own account, else by what was seen before. */
export function editedMigrations(
  migrations: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
  seen: SeenMigrations,
  folder: string,
): readonly Finding[] {
  const byName = new Map(migrations.map((one) => [one.name, one]));
  return applied.flatMap(({ name, hash }) => {
    const found = byName.get(name);
    const did = 'compare the migrations with what the database has run';
    const expected = 'the text that was applied';
    if (found === undefined) {
      const fix = `bring ${name} back (git checkout), and make another migration that undoes it`;
      return [find('edited', { did, expected, file: `${folder}/backend/migrations`, got: `${name} is gone`, fix })];
    }
    const { file, text } = found;
    const isAsItWas =
      hash === null
        ? seen[name] === undefined || seen[name] === bareHashOf(text)
        : hash === hashOf(text) || hash === bareHashOf(text);
    return isAsItWas ? [] : [find('edited', { did, expected, file, got: 'another text under the same name' })];
  });
}

/** What is remembered of the applied ones: a text that is known already stays the one that counts. */
export function rememberApplied(
  migrations: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
  seen: SeenMigrations,
): SeenMigrations {
  const names = new Set(applied.map(({ name }) => name));
  const now = migrations.filter(({ name }) => names.has(name)).map(({ name, text }) => [name, bareHashOf(text)]);
  return { ...Object.fromEntries(now), ...seen };
}

/** Of FastAPI the database knows the latest revision only; before it came those that it follows. */
export function withFormer(
  applied: readonly AppliedMigration[],
  migrations: readonly MigrationFile[],
): readonly AppliedMigration[] {
  const former = new Map(
    migrations.map(({ name, text }) => [name, /^down_revision\b[^=\n]*=\s*["']([^"']+)["']/m.exec(text)?.[1]]),
  );
  const all = new Map(applied.map((one) => [one.name, one]));
  for (const { name } of applied) {
    for (let at = former.get(name); at !== undefined && !all.has(at); at = former.get(at))
      all.set(at, { name: at, hash: null });
  }
  return [...all.values()];
}
