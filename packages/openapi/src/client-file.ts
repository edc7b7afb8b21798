import type { ApiDocument } from './api-document.ts';
import { mutationHook, queryHooks } from './hooks.ts';
import { type Operation, operationsOf } from './operations.ts';
import { Names, typeName } from './type-names.ts';
import { isPlainObject, membersOf, type TypeNames, typeOf } from './type-script.ts';

/** What the file has already, besides its components and operations. */
const RESERVED = ['ApiError'];

/**
 * The TypeScript client of one API: a type for every schema, a hook for every operation. The same document gives the
 * same text, whichever backend it came from.
 * @param source sha256 of the document, in hex
 * @throws ScalrError `API_OPERATION_TWICE`
 */
export function clientFile(slug: string, document: ApiDocument, source: string): string {
  const names = new Names(RESERVED);
  const types: TypeNames = new Map(Object.keys(document.schemas).map((name) => [name, names.take(typeName(name))]));
  const schemas = Object.entries(document.schemas).map(([name, schema]) =>
    isPlainObject(schema)
      ? `export interface ${types.get(name)} {\n${membersOf(schema, types, '  ')}}\n`
      : `export type ${types.get(name)} = ${typeOf(schema, types)};\n`,
  );
  const hooks = (operation: Operation) =>
    operation.method === 'get' ? queryHooks(operation, types, names) : mutationHook(operation, types, names);
  return [
    `// Generated, do not edit: made by ./scalr types ${slug} from the routes and models of its backend.`,
    `// Source: sha256 ${source}`,
    "import * as api from '../api.ts';",
    '',
    "export { ApiError } from '../api-error.ts';",
    '',
    [...schemas, ...operationsOf(slug, document).map(hooks)].join('\n'),
  ].join('\n');
}
