import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Names one process for good: a pid alone is reused by the kernel. Plain data, may be stored. */
export interface ProcessRecord {
  readonly name: string;
  readonly pid: number;
  /** When the kernel says that it started, in a form only this machine understands. */
  readonly startedAt: string;
}

function startTime(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field may hold spaces and parentheses; field 22 (start time) is counted after its end: proc(5).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** The record of a running process; null when there is none with this pid. */
export function recordOf(name: string, pid: number): ProcessRecord | null {
  const startedAt = startTime(pid);
  return startedAt === null ? null : { name, pid, startedAt };
}

/** True while this very process runs, and not another one that got its pid. */
export function isAlive(record: ProcessRecord): boolean {
  return startTime(record.pid) === record.startedAt;
}

/** To a whole process group; quietly nothing when it is gone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Not a group leader, or already gone.
    try {
      process.kill(pid, signal);
    } catch {}
  }
}

/** Stops a process and its whole group: signal, grace, SIGKILL. Returns when it is gone. */
export async function stopGroup(
  record: ProcessRecord,
  options: { readonly signal: NodeJS.Signals; readonly graceMs: number },
): Promise<void> {
  if (!isAlive(record)) return;
  signalGroup(record.pid, options.signal);
  const deadline = performance.now() + options.graceMs;
  while (isAlive(record)) {
    if (performance.now() > deadline) {
      signalGroup(record.pid, 'SIGKILL');
      while (isAlive(record)) await delay(5);
      return;
    }
    await delay(5);
  }
}
