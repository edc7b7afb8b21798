import { posix } from 'node:path';
import type { ComposeMount } from '@scalr/containers';
import type { FileEntry, FileSet } from '@scalr/fileset';

export interface MountedFile {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly entry: FileEntry;
  /** Absolute path in the container. */
  readonly target: string;
}

const plain = (source: string) => source.replace(/^\.\//, '').replace(/\/$/, '');

/** Files of the project that a bind mount brings in: no node but this one has them. */
export function filesAt(source: string, target: string, files: FileSet): readonly MountedFile[] {
  const root = plain(source);
  return [...files].flatMap(([path, entry]): MountedFile[] => {
    if (path === root) return [{ path, entry, target }];
    if (!path.startsWith(`${root}/`)) return [];
    return [{ path, entry, target: posix.join(target, path.slice(root.length + 1)) }];
  });
}

/** What stays a mount. A folder of this machine is named by its absolute path, as no stack has a folder of its own. */
export function keptMounts(mounts: readonly ComposeMount[], files: FileSet, folder: string): readonly ComposeMount[] {
  return mounts.flatMap((mount): ComposeMount[] => {
    // A stack knows only its size.
    if (mount.type === 'tmpfs') {
      const size = mount.tmpfs?.size;
      return [{ type: 'tmpfs', target: mount.target, ...(size === undefined ? {} : { tmpfs: { size } }) }];
    }
    if (mount.type === 'volume') return [mount];
    if (filesAt(mount.source, mount.target, files).length > 0) return [];
    return [{ ...mount, source: posix.resolve(folder, mount.source) }];
  });
}
