export { fileErrors } from './errors.ts';
export { withFileLock } from './file-lock.ts';
export { diffFileSet, type FileEntry, type FileSet, type FileSetDiff, fileSet } from './file-set.ts';
export { printJson } from './print-json.ts';
export { type WriteOptions, writeFileAtomically, writeIfChanged } from './write-file.ts';
export { type WriteFileSetOptions, type WriteFileSetResult, writeFileSet } from './write-file-set.ts';
