import { z } from 'zod';
import { accessNotes } from './route-access.ts';
import type { Route } from './routes.ts';

type Json = Record<string, unknown>;

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    fix: z.string().optional(),
    errors: z
      .array(z.object({ in: z.enum(['body', 'query', 'path']), pointer: z.string(), detail: z.string() }))
      .optional(),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem' });

/** OpenAPI 3.1 of the routes, made when somebody asks. Schemas named by `.meta({ id })` become components. */
export function openApiDocument(title: string, routes: readonly Route[]): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  const take = (schema: z.ZodType) => toSchema(schema, schemas);
  const failure = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: take(problem) } },
  });
  for (const route of [...routes].sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method))) {
    const { access, summary, params, query, response } = route.options;
    const body = route.options.body ?? route.describes?.body;
    const consumes = route.describes?.consumes ?? ['application/json'];
    const status = route.options.status ?? (response === null ? 204 : 200);
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const guarded = access !== 'public';
    const checked = params !== undefined || query !== undefined || body !== undefined;
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = {
      operationId: route.options.operationId ?? operationId(route),
      summary,
      ...(guarded ? { security: [{ bearer: [] }] } : { security: [] }),
      ...accessNotes(access),
      ...(route.describes?.rules === undefined ? {} : { 'x-access': route.describes.rules }),
      parameters: [...parameters('path', params, take), ...parameters('query', query, take)],
      ...(body === undefined ? {} : { requestBody: { required: true, content: content(consumes, take(body)) } }),
      responses: {
        [status]:
          response === null
            ? { description: 'Done' }
            : { description: 'OK', content: { 'application/json': { schema: take(response) } } },
        ...(guarded ? { 401: failure('Not signed in'), 403: failure('Not allowed') } : {}),
        ...Object.fromEntries(
          Object.entries(route.describes?.statuses ?? {}).map(([code, description]) => [code, failure(description)]),
        ),
        ...(checked ? { 422: failure('Something in the request is not as it should be') } : {}),
        default: failure('Anything else'),
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1' },
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => compare(a, b))),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

const content = (types: readonly string[], schema: Json) => Object.fromEntries(types.map((type) => [type, { schema }]));

/** `GET /api/notes/:id` is `getNotesById`. */
function operationId({ method, path }: Route): string {
  const words = path.split('/').filter((part) => part !== '' && part !== 'api');
  const name = words.flatMap((word) => (word.startsWith(':') ? ['by', word.slice(1)] : word.split(/[^A-Za-z0-9]+/)));
  return method.toLowerCase() + name.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined, take: (schema: z.ZodType) => Json): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !field.safeParse(undefined).success,
    schema: take(field),
  }));
}

function toSchema(schema: z.ZodType, schemas: Json): Json {
  const {
    $schema: _,
    $defs,
    ...root
  } = z.toJSONSchema(schema, { io: 'input' }) as Json & { $defs?: Record<string, Json> };
  for (const [name, definition] of Object.entries($defs ?? {})) {
    const { id: _id, ...rest } = definition;
    schemas[name] = relink(rest);
  }
  const { id, ...rest } = root as Json & { id?: unknown };
  if (typeof id !== 'string') return relink(rest) as Json;
  schemas[id] = relink(rest);
  return { $ref: `#/components/schemas/${id}` };
}

function relink(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relink);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' ? inner.replace('#/$defs/', '#/components/schemas/') : relink(inner),
    ]),
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
