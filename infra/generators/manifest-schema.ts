import { type FileSet, fileSet, printJson } from '@scalr/fileset';
import { manifestJsonSchema } from '../../packages/manifest/src/json-schema.ts';

/** `schemas/app-manifest.schema.json`, from the zod schema in packages/manifest. */
export async function generate(): Promise<FileSet> {
  return fileSet([['schemas/app-manifest.schema.json', printJson(manifestJsonSchema())]]);
}
