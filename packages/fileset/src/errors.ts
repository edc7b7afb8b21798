import { catalogue, type ScalrError } from '@scalr/errors';

type Write = { path: string };

export const fileErrors = catalogue({
  pathUnsafe: {
    code: 'FILE_PATH_UNSAFE',
    title: 'A generated file would leave its folder',
    kind: 'user',
    message: ({ path }: Write) =>
      `${JSON.stringify(path)} is not a plain relative path: it could point outside its folder.`,
    fix: () => 'use a path of plain names joined by "/", without "..", backslashes or a leading "/"',
  },
  pathTwice: {
    code: 'FILE_PATH_TWICE',
    title: 'Two generated files want the same place',
    kind: 'user',
    message: ({ path }: Write) => `${path} would be written twice, or is both a file and a folder.`,
    fix: ({ path }) => `give one of the two that want ${path} another name`,
  },
  throughSymlink: {
    code: 'FILE_THROUGH_SYMLINK',
    title: 'A symbolic link is in the way',
    kind: 'user',
    message: ({ path }: Write) => `${path} is a symbolic link, so a file written there would land somewhere else.`,
    fix: ({ path }) => `replace the link by what it should hold: rm ${path}`,
  },
  noSpace: {
    code: 'FILE_NO_SPACE',
    title: 'The disk is full',
    kind: 'environment',
    message: ({ path }: Write) =>
      `The disk is full (or a quota is used up): ${path} could not be written. It is as it was.`,
    fix: ({ path }) => `free some space (df -h ${path}), then run the same command again`,
  },
  io: {
    code: 'FILE_IO',
    title: 'The disk failed',
    kind: 'environment',
    message: ({ path }: Write) => `The disk reported an error while ${path} was written. It is as it was.`,
    fix: () => 'look at the disk (dmesg | tail), then run the same command again',
  },
  readOnly: {
    code: 'FILE_READ_ONLY',
    title: 'The file system is read-only',
    kind: 'environment',
    message: ({ path }: Write) => `${path} lies on a file system that is mounted read-only.`,
    fix: ({ path }) => `remount it writable, or work in a checkout elsewhere: findmnt -T ${path}`,
  },
  forbidden: {
    code: 'FILE_FORBIDDEN',
    title: 'No permission to write',
    kind: 'environment',
    message: ({ path }: Write) => `The system does not let this user write ${path}.`,
    fix: ({ path }) => `check who owns it: ls -ld ${path}; then hand it over: sudo chown -R "$(id -un)" <folder>`,
  },
  notAFile: {
    code: 'FILE_NOT_A_FILE',
    title: 'A folder is where a file should be, or the other way round',
    kind: 'user',
    message: ({ path }: Write) => `${path} cannot be written: it is a folder, or a part of its path is a file.`,
    fix: ({ path }) => `move away what is in the way: ls -ld ${path}`,
  },
  tooManyOpen: {
    code: 'FILE_TOO_MANY_OPEN',
    title: 'Too many open files',
    kind: 'retryable',
    message: ({ path }: Write) => `Too many files are open on this machine, so ${path} could not be written.`,
    fix: () => 'run the same command again; if it stays so, raise the limit: ulimit -n 4096',
  },
  locked: {
    code: 'FILE_LOCKED',
    title: 'Another process keeps a file locked',
    kind: 'retryable',
    message: ({ lock }: { lock: string }) => `Another process has held ${lock} for too long.`,
    fix: ({ lock }) => `run the same command again; fuser ${lock} tells which process it is`,
  },
  writeFailed: {
    code: 'FILE_WRITE_FAILED',
    title: 'A file could not be written',
    kind: 'environment',
    message: ({ path, reason }: Write & { reason: string }) => `${path} could not be written: ${reason}.`,
    fix: ({ path }) => `check the path and its folder: ls -ld ${path}`,
  },
});

const BY_ERRNO = {
  ENOSPC: 'noSpace',
  EDQUOT: 'noSpace',
  EFBIG: 'noSpace',
  EIO: 'io',
  EROFS: 'readOnly',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EISDIR: 'notAFile',
  ENOTDIR: 'notAFile',
  EEXIST: 'notAFile',
  EMFILE: 'tooManyOpen',
  ENFILE: 'tooManyOpen',
} as const;

/** A failed system call on `path`, said so that a person can act. */
export function fileError(cause: unknown, path: string): ScalrError {
  const errno = (cause as NodeJS.ErrnoException).code ?? '';
  if (Object.hasOwn(BY_ERRNO, errno)) {
    return fileErrors.error(BY_ERRNO[errno as keyof typeof BY_ERRNO], { path }, { cause });
  }
  const reason = errno || (cause instanceof Error ? cause.message : String(cause));
  return fileErrors.error('writeFailed', { path, reason }, { cause });
}
