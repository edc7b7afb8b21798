import type { ReleaseImages, ReleasePart } from '@scalr/ports';
import type { ReleaseRecord } from './release-record.ts';

/** The API before the page that calls it. */
const ORDER: readonly ReleasePart[] = ['backend', 'frontend'];

/** Parts that serve another image than they shall, in the order they are replaced. */
export function partsToReplace(running: ReleaseImages, wanted: ReleaseImages): readonly ReleasePart[] {
  return ORDER.filter((part) => wanted[part] !== undefined && wanted[part] !== running[part]);
}

export const sameImages = (one: ReleaseImages, other: ReleaseImages): boolean =>
  ORDER.every((part) => one[part] === other[part]);

/** The name of the release that comes next. */
export function nextRelease(history: readonly ReleaseRecord[]): string {
  return `r${1 + Math.max(0, ...history.map(({ release }) => numberOf(release)))}`;
}

/** The release whose images serve; undefined: none that is known. */
export function servingRelease(history: readonly ReleaseRecord[], running: ReleaseImages): ReleaseRecord | undefined {
  return goodOnes(history).findLast(({ images }) => sameImages(images, running));
}

/**
 * Where a rollback goes that names nothing: to the latest good release with other images that was made before the one
 * that serves. Where that one is not known, to the latest good one.
 */
export function rollbackTarget(history: readonly ReleaseRecord[], running: ReleaseImages): ReleaseRecord | undefined {
  const serving = servingRelease(history, running);
  const before = serving === undefined ? Number.POSITIVE_INFINITY : numberOf(serving.release);
  return goodOnes(history).findLast(
    ({ release, images }) => numberOf(release) < before && !sameImages(images, running),
  );
}

/** Releases whose images stay: the latest `count` good ones and, whatever else, the one to go back to. */
export function releasesToKeep(
  history: readonly ReleaseRecord[],
  running: ReleaseImages,
  count: number,
): readonly ReleaseRecord[] {
  const latest = goodOnes(history).slice(-count);
  const target = rollbackTarget(history, running);
  return target === undefined || latest.includes(target) ? latest : [target, ...latest];
}

/** Backups to delete: all but those of the latest `count` releases that have one. */
export function backupsToDelete(history: readonly ReleaseRecord[], count: number): readonly string[] {
  const backups = history.flatMap(({ backup }) => (backup === null ? [] : [backup]));
  return backups.slice(0, Math.max(0, backups.length - count));
}

/** Migrations that a release brings and the one before it does not have. */
export function newMigrations(
  before: readonly string[] | null | undefined,
  now: readonly string[] | null,
): readonly string[] {
  if (before == null || now === null) return [];
  const had = new Set(before);
  return now.filter((name) => !had.has(name));
}

/** What was built and served at some time; a rollback made nothing new, so it stands for the one it went to. */
const goodOnes = (history: readonly ReleaseRecord[]) =>
  history.filter(({ kind, result }) => result === 'good' && kind !== 'rollback');

const numberOf = (release: string) => Number(release.slice(1));

/** The latest one, where whoever made it was killed before its end. */
export function unfinishedRelease(history: readonly ReleaseRecord[]): ReleaseRecord | undefined {
  const latest = history.at(-1);
  return latest?.result === 'begun' ? latest : undefined;
}
