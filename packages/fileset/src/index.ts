export { fileErrors } from './errors.ts';
export { type FileLockOptions, withFileLock } from './file-lock.ts';
export { diffFileSet, type FileEntry, type FileSet, type FileSetDiff, fileSet } from './file-set.ts';
export { moveFolder } from './move-folder.ts';
export { printJson } from './print-json.ts';
export { replaceFile } from './replace-file.ts';
export { stageFileSet } from './stage-file-set.ts';
export { type WriteOptions, writeFileAtomically, writeIfChanged } from './write-file.ts';
export { type WriteFileSetOptions, type WriteFileSetResult, writeFileSet } from './write-file-set.ts';
