import { type FileSet, fileSet, printJson } from '@scalr/fileset';
import { manifestJsonSchema } from '@scalr/manifest';

/** `schemas/app-manifest.schema.json`, from the zod schema in packages/manifest. */
export async function generate(): Promise<FileSet> {
  return fileSet([['schemas/app-manifest.schema.json', printJson(manifestJsonSchema())]]);
}
