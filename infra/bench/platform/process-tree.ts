import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** User and system time of a clock tick, in milliseconds. */
const TICK_MS = 10;
const LOOK_MS = 400;
/** Nothing of the tree's own work takes longer than this to come to rest. */
const PATIENCE_MS = 30_000;

/**
 * Proportional set size of a process and everything below it, in megabytes: pages that several hold are counted once
 * in all. Null where the kernel does not tell (no Linux).
 */
export function pssOfTree(root: number): number | null {
  try {
    return treeOf(root).reduce((sum, pid) => sum + pssOf(pid), 0) / 1024;
  } catch {
    return null;
  }
}

/** Waits until a process and everything below it do next to nothing: what a start leaves to be done later is done. */
export async function atRest(root: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let before = cpuOfTree(root);
  for (let calm = 0; calm < 3 && performance.now() < deadline; ) {
    await delay(LOOK_MS);
    const now = cpuOfTree(root);
    calm = Math.abs(now - before) < LOOK_MS * 0.05 ? calm + 1 : 0;
    before = now;
  }
}

/** When a process began, as `performance.now()` says it, to a clock tick. Null where the kernel does not tell. */
export function beginOf(pid: number): number | null {
  try {
    const uptimeMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000;
    const beganMs = Number(statOf(String(pid))?.[19]) * TICK_MS;
    return performance.now() - (uptimeMs - beganMs);
  } catch {
    return null;
  }
}

/** Ends a process and everything below it at once, as far as it still runs. */
export function endTree(root: number): void {
  for (const pid of treeOf(root)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

/** In milliseconds; what has ended no longer counts. */
function cpuOfTree(root: number): number {
  return treeOf(root).reduce((sum, pid) => {
    const fields = statOf(String(pid));
    return sum + (fields === null ? 0 : (Number(fields[11]) + Number(fields[12])) * TICK_MS);
  }, 0);
}

function treeOf(root: number): readonly number[] {
  const children = childrenByParent();
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  if (!existsSync('/proc')) return children;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(name)?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

/** Fields of `/proc/<pid>/stat` from the state on. Null: it has ended since it was listed. */
function statOf(pid: string): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** In kilobytes. */
function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH')
      return 0;
    throw error;
  }
}
