import { type ApiDocument, type ApiOperation, type Method, resolve, type Schema } from '@scalr/openapi';

/** One operation, and whether `entity()` made it. */
export interface CollectionRoute {
  readonly method: Method;
  readonly path: string;
  readonly operation: ApiOperation;
  /** Null: written by hand. */
  readonly rules: readonly string[] | null;
}

export type CollectionVerb = 'list' | 'create' | 'read' | 'update' | 'delete';

/** Records that are made, read and changed at one path. */
export interface Collection {
  /** `/api/notes` */
  readonly path: string;
  readonly routes: Readonly<Partial<Record<CollectionVerb, CollectionRoute>>>;
  /** True: at least one of the routes was made by `entity()`, so that its rules are known. */
  readonly isEntity: boolean;
  readonly input: Schema;
  /** The same, and where it takes anything, what is answered there. */
  readonly shape: Schema;
  /** Keys that a person may write. */
  readonly writable: readonly string[];
  /** Keys of an answer. */
  readonly visible: readonly string[];
}

const VERBS = { list: ['get', ''], create: ['post', ''], read: ['get', '/{id}'] } as const;
const ALL_VERBS = { ...VERBS, update: ['patch', '/{id}'], delete: ['delete', '/{id}'] } as const;

/** Where records can be made and read again; those of `entity()`, and hand-written ones of the same shape. */
export function collectionsOf(document: ApiDocument): readonly Collection[] {
  return Object.keys(document.paths).flatMap((path) => {
    const routes = routesAt(document, path);
    const { create, read } = routes;
    if (path.includes('{') || create === undefined || read === undefined) return [];
    const input = bodySchema(document, create.operation);
    if (input?.properties === undefined) return [];
    const answer = answerSchema(document, read.operation)?.properties ?? {};
    const typed = Object.entries(input.properties).map(([key, property]) => {
      return [key, Object.keys(property).length === 0 ? (answer[key] ?? property) : property] as const;
    });
    return [
      {
        ...{ path, routes, input, shape: { ...input, properties: Object.fromEntries(typed) } },
        isEntity: Object.values(routes).some(({ rules }) => rules !== null),
        writable: Object.keys(input.properties),
        visible: Object.keys(answer),
      },
    ];
  });
}

/** Whom the routes let do this to a row. Of hand-written ones what the others say alike; null: nobody knows. */
export function rulesOf({ routes }: Collection, verb: CollectionVerb): readonly string[] | null {
  const route = routes[verb];
  if (route === undefined) return [];
  if (route.rules !== null) return route.rules;
  const twin = verb === 'list' ? routes.read?.rules : verb === 'read' ? routes.list?.rules : null;
  if (twin !== null && twin !== undefined) return twin;
  const known = Object.values(routes).flatMap(({ rules }) => (rules === null ? [] : [rules]));
  return known.length > 0 && known.every((rules) => rules.join() === 'owner') ? ['owner'] : null;
}

function routesAt({ paths }: ApiDocument, path: string): Collection['routes'] {
  const found = Object.entries(ALL_VERBS).flatMap(([verb, [method, suffix]]) => {
    const operation = paths[`${path}${suffix}`]?.[method];
    if (operation === undefined) return [];
    const rules = operation['x-access'] ?? null;
    return [[verb, { method, path: `${path}${suffix}`, operation, rules }] as const];
  });
  return Object.fromEntries(found);
}

function bodySchema(document: ApiDocument, { requestBody }: ApiOperation): Schema | null {
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  return schema === undefined ? null : resolve(document, schema);
}

function answerSchema(document: ApiDocument, { responses }: ApiOperation): Schema | null {
  const schema = Object.values(responses['200']?.content ?? {})[0]?.schema;
  return schema === undefined ? null : resolve(document, schema);
}
