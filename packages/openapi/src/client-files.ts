import { createHash } from 'node:crypto';
import { type FileSet, fileSet, printJson } from '@scalr/fileset';
import { readApiDocument } from './api-document.ts';
import { clientFile } from './client-file.ts';

/** Names of the two files of an app in `packages/api-types/src/<slug>/`. */
export const CLIENT_FILE = 'api.generated.ts';
export const DOCUMENT_FILE = 'openapi.json';

/**
 * The client of an app and the document it was made of, as files of one folder.
 * @throws ScalrError `API_DOCUMENT_INVALID`, `API_OPERATION_TWICE`
 */
export function clientFiles(slug: string, document: unknown): FileSet {
  const api = readApiDocument(slug, document);
  // Without its title, which is the slug: an app that is renamed has the same API.
  const source = createHash('sha256')
    .update(printJson({ ...api.canonical, info: null }))
    .digest('hex');
  return fileSet([
    [CLIENT_FILE, clientFile(slug, api, source)],
    [DOCUMENT_FILE, printJson(api.canonical)],
  ]);
}
