import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from './finding.ts';
import type { Subject } from './subject.ts';

/** What a process said last arrives in its log a moment after its answer. */
const WITHIN_MS = 1_500;
const EVERY_MS = 50;

/** Last lines of the backend's log, as soon as `isThere` finds in them what it looks for, or else as they are then. */
export async function readAppLog(
  { logs }: Subject,
  lines: number,
  isThere: (lines: readonly string[]) => boolean,
): Promise<readonly string[]> {
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const said = await logs(lines);
    if (isThere(said) || performance.now() > until) return said;
    await delay(EVERY_MS);
  }
}

/** The first `file:line` of an app's backend that a log names. */
export function placeInLog(log: string, folder: string): Pick<Finding, 'file' | 'line'> {
  const escaped = folder.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [, file, line, pythonLine] =
    new RegExp(`(${escaped}/backend/[\\w./-]+?\\.(?:ts|py|sql))(?::(\\d+)|\\\\?", line (\\d+))?`).exec(log) ?? [];
  const at = line ?? pythonLine;
  return { ...(file === undefined ? {} : { file }), ...(at === undefined ? {} : { line: Number(at) }) };
}
