import type { Finding } from './finding.ts';

/** The first `file:line` of an app's backend that a log names. */
export function placeInLog(log: string, folder: string): Pick<Finding, 'file' | 'line'> {
  const escaped = folder.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [, file, line, pythonLine] =
    new RegExp(`(${escaped}/backend/[\\w./-]+?\\.(?:ts|py|sql))(?::(\\d+)|\\\\?", line (\\d+))?`).exec(log) ?? [];
  const at = line ?? pythonLine;
  return { ...(file === undefined ? {} : { file }), ...(at === undefined ? {} : { line: Number(at) }) };
}
