import { availableParallelism, loadavg } from 'node:os';

/** Beyond this a machine is not slow but stuck, and saying so helps more than waiting. */
const MOST = 4;

/**
 * By how much a page may take longer because the machine has other work too: 1 where every core is free for the check,
 * at most {@link MOST}. What is slow for that reason is no fault of the app.
 */
export function patience(): number {
  const [lastMinute = 0] = loadavg();
  return Math.min(MOST, Math.max(1, lastMinute / availableParallelism()));
}
