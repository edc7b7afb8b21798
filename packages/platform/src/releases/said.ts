import type { ReleaseRecord } from './release-record.ts';

/** Messages of anything thrown, on one line. */
export function reasonOf(error: unknown): { readonly code: string; readonly message: string } {
  const { code } = error as { readonly code?: unknown };
  const message = error instanceof Error ? error.message : String(error);
  return { code: typeof code === 'string' ? code : 'INTERNAL', message };
}

/**
 * What it means for the data that a release with these migrations does not serve any more. Empty: nothing.
 * @param isCertain the database was asked
 */
export function saidOfData(
  migrations: readonly string[],
  isCertain: boolean,
  backup: string | null,
  restoreCommand: string | null,
): string {
  if (migrations.length === 0) return '';
  const isOne = migrations.length === 1;
  const state = isCertain ? (isOne ? 'is applied and stays' : 'are applied and stay') : 'may be applied, and stay then';
  const kept = `Its ${isOne ? 'migration' : 'migrations'} ${migrations.join(', ')} ${state}: a migration that only adds does not disturb the release before it.`;
  if (backup === null) return ` ${kept}`;
  const way =
    restoreCommand === null
      ? ''
      : `, and ${restoreCommand} puts it back; what was written since is then only in the database it sets aside`;
  return ` ${kept} The data from before is in ${backup}${way}.`;
}

/** How people call what serves. */
export const nameOf = (record: ReleaseRecord | undefined): string => record?.release ?? 'what served before';
