import { z } from 'zod';
import { canonicalOpenApi } from './canonical-open-api.ts';
import { openApiErrors } from './errors.ts';

/** JSON Schema 2020-12, as far as zod and Pydantic write it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly description?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

const schema: z.ZodType<Schema> = z.custom<Schema>((value) => typeof value === 'object' && value !== null);
const media = z.object({ schema: schema.default({}) });
const content = z.record(z.string(), media);
const operation = z.object({
  operationId: z.string().min(1),
  summary: z.string().default(''),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  'x-required-groups': z.array(z.string()).default([]),
  'x-callers': z.array(z.string()).default([]),
  /** Present: the operation is one of a kind of record, and these rules say who may do it to which row. */
  'x-access': z.array(z.string()).optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query', 'header', 'cookie']),
        required: z.boolean().default(false),
        schema: schema.default({}),
      }),
    )
    .default([]),
  requestBody: z.object({ required: z.boolean().default(false), content }).optional(),
  responses: z.record(z.string(), z.object({ content: content.optional() })),
});

const document = z.object({
  openapi: z.string().regex(/^3\.1\./, 'it is not OpenAPI 3.1'),
  info: z.object({ title: z.string() }),
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), operation)),
  components: z.object({ schemas: z.record(z.string(), schema).default({}) }).prefault({}),
});

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
export type ApiOperation = z.output<typeof operation>;

/** An OpenAPI document in its canonical form: what the client is made of, and what is compared. */
export interface ApiDocument {
  /** Everything, as it is kept in `openapi.json`. */
  readonly canonical: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<Method, ApiOperation>>>>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** @throws ScalrError `API_DOCUMENT_INVALID` */
export function readApiDocument(slug: string, value: unknown): ApiDocument {
  const canonical = canonicalOpenApi(value);
  const parsed = document.safeParse(canonical);
  if (parsed.success)
    return {
      canonical: canonical as Record<string, unknown>,
      paths: parsed.data.paths,
      schemas: parsed.data.components.schemas,
    };
  const issue = parsed.error.issues[0];
  const reason = `${issue?.message ?? ''} at ${(issue?.path ?? []).join('.')}`;
  throw openApiErrors.error('documentInvalid', { slug, reason });
}

/** The schema that a reference stands for; any other as it is. A reference to nothing is anything. */
export function resolve({ schemas }: ApiDocument, schema: Schema): Schema {
  let found = schema;
  for (let hops = 0; found.$ref !== undefined && hops < 20; hops += 1) found = schemas[refName(found.$ref)] ?? {};
  return found;
}

export function refName(ref: string): string {
  return ref
    .slice(ref.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
