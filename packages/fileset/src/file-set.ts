import { fileErrors } from './errors.ts';

export interface FileEntry {
  readonly content: string | Uint8Array;
  /** Permission bits, e.g. 0o755. Left out: 0o644 for a new file, and whatever it has for an existing one. */
  readonly mode?: number;
}

/** Path relative to some root, `/` separated, to what the file holds. Sorted; made by {@link fileSet}. */
export type FileSet = ReadonlyMap<string, FileEntry>;

export interface FileSetDiff {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/**
 * A file set from its entries: sorted, each path once.
 * @throws ScalrError `FILE_PATH_UNSAFE` for a path that could leave its root, `FILE_PATH_TWICE` for one given twice
 *   or given both as a file and as a folder.
 */
export function fileSet(entries: Iterable<readonly [path: string, entry: FileEntry | string | Uint8Array]>): FileSet {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const set = new Map<string, FileEntry>();
  const folders = new Set<string>();
  for (const [path, entry] of sorted) {
    checkRelativePath(path);
    if (set.has(path) || folders.has(path)) throw fileErrors.error('pathTwice', { path });
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      if (set.has(folder)) throw fileErrors.error('pathTwice', { path: folder });
      folders.add(folder);
    }
    set.set(path, typeof entry === 'string' || entry instanceof Uint8Array ? { content: entry } : entry);
  }
  return set;
}

/** What has to happen to `before` to become `after`. */
export function diffFileSet(before: FileSet, after: FileSet): FileSetDiff {
  const added: string[] = [];
  const changed: string[] = [];
  for (const [path, entry] of after) {
    const old = before.get(path);
    if (old === undefined) added.push(path);
    else if (!sameContent(old.content, entry.content) || old.mode !== entry.mode) changed.push(path);
  }
  const removed = [...before.keys()].filter((path) => !after.has(path));
  return { added: added.sort(), changed: changed.sort(), removed: removed.sort() };
}

export function sameContent(a: string | Uint8Array, b: string | Uint8Array): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  return Buffer.from(a as string).equals(Buffer.from(b as string));
}

/** Refuses whatever could mean another place than it says: absolute, `..`, empty segments, backslash, control characters. */
export function checkRelativePath(path: string): void {
  const unsafe =
    path === '' ||
    path.length > 1024 ||
    /[\\\p{Cc}]/u.test(path) ||
    /^[a-z]:/i.test(path) ||
    path.split('/').some((segment) => segment === '' || segment === '.' || segment === '..');
  if (unsafe) throw fileErrors.error('pathUnsafe', { path });
}
