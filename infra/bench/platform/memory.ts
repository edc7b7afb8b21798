import { readdirSync, readFileSync } from 'node:fs';

/**
 * Proportional set size of a process and everything below it, in megabytes: pages that several hold are counted once
 * in all. Null where the kernel does not tell (no Linux).
 */
export function pssOfTree(root: number): number | null {
  try {
    const children = childrenByParent();
    const tree = [root];
    for (const pid of tree) tree.push(...(children.get(pid) ?? []));
    return tree.reduce((sum, pid) => sum + pssOf(pid), 0) / 1024;
  } catch {
    return null;
  }
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(name);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

/** Null: it has ended since it was listed. */
function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
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
