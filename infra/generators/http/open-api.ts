import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

interface Schema {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface OperationObject {
  readonly parameters?: readonly { readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationObject;
}

const FILE = resolve(import.meta.dirname, '../../../packages/api-types/src/template-app/openapi.json');
const COLLECTION = '/api/notes';
const ORDER = ['GET', 'POST', 'PATCH', 'DELETE'];

/** What a new app answers to `GET /api/openapi.json`, as it is committed; a check keeps it fresh. */
export async function readApi(): Promise<ApiDocument> {
  return JSON.parse(await readFile(FILE, 'utf8')) as ApiDocument;
}

/** The routes of a kind of record, the list first. */
export function recordRoutes(api: ApiDocument): readonly Operation[] {
  return [COLLECTION, `${COLLECTION}/{id}`].flatMap((path) =>
    Object.entries(api.paths[path] ?? {})
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation }))
      .sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method)),
  );
}

/** A schema in a few words. */
export function typeOf({ type, items, minimum, maximum, maxLength, default: fallback, enum: words }: Schema): string {
  const name = [type ?? 'anything'].flat().filter((one) => one !== 'null');
  const said = name.map((one) => (one === 'array' ? `list of ${plural(items)}` : (WORDS[one] ?? one))).join(' or ');
  return [
    words === undefined ? said : words.map((word) => `\`${String(word)}\``).join(', '),
    ...([type].flat().includes('null') ? ['or null'] : []),
    ...(minimum === undefined || maximum === undefined || maximum > 1e6 ? [] : [`${minimum} to ${maximum}`]),
    ...(maxLength === undefined ? [] : [`of at most ${maxLength} characters`]),
    ...(fallback === undefined ? [] : [`default \`${String(fallback)}\``]),
  ]
    .join(', ')
    .replace(', or null', ' or null')
    .replace(', of at', ' of at');
}

const WORDS: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', boolean: 'true or false' };
const plural = (items: Schema | undefined) => (items?.type === 'string' ? 'texts' : 'objects');
