import { type GuardOptions, printReports, runGuards } from './run-guards.ts';

/** `./scalr check --repo`: every guard, with all that it found. */
export async function checkRepository(options: Omit<GuardOptions, 'guards'>) {
  const guards = await runGuards(options);
  return { data: { guards }, text: printReports(guards), good: guards.every(({ state }) => state !== 'failed') };
}
