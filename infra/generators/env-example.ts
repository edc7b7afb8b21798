import { type FileSet, fileSet } from '@scalr/fileset';
import { printSharedExample } from '../../packages/workspace/src/env-example.ts';

/** `.env.shared.example`, from the keys packages/workspace knows. */
export async function generate(): Promise<FileSet> {
  return fileSet([['.env.shared.example', printSharedExample()]]);
}
