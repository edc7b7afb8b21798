/** Failures in a row after which a process counts as `failed`. */
export const FAILED_AFTER = 5;

/** A process that stayed up this long has recovered: its failures are forgotten. */
export const STABLE_AFTER_MS = 30_000;

/** How long to wait before the next try, in milliseconds: at once, then 1, 2, 4 … 60 s. */
export function backoffMs(failures: number): number {
  return failures <= 1 ? 0 : Math.min(60_000, 1_000 * 2 ** (failures - 2));
}
