import { type ApiDocument, type ApiOperation, type Method, resolve, type Schema } from './api-document.ts';
import { openApiErrors } from './errors.ts';

export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

/** One method of one path, as a client sees it. */
export interface Operation {
  readonly id: string;
  readonly method: Method;
  /** `/api/notes/{id}` */
  readonly path: string;
  readonly summary: string;
  readonly pathParameters: readonly Parameter[];
  readonly queryParameters: readonly Parameter[];
  /** Null: it takes none. */
  readonly body: Schema | null;
  /** Null: it answers without a body. */
  readonly answer: Schema | null;
  /** What one entry of a list is; null: it answers no pages of `{items, nextCursor}`. */
  readonly pageItem: Schema | null;
}

/**
 * In the order of their paths, those of one path as HTTP names them: get, post, put, patch, delete.
 * @throws ScalrError `API_OPERATION_TWICE`
 */
export function operationsOf(slug: string, document: ApiDocument): readonly Operation[] {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    ORDER.flatMap((method) => {
      const found = methods[method];
      return found === undefined ? [] : [toOperation(document, path, method, found)];
    }),
  );
  for (const [operationId, named] of Map.groupBy(operations, ({ id }) => id)) {
    const places = named.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    if (named.length > 1) throw openApiErrors.error('operationTwice', { slug, operationId, places });
  }
  return operations;
}

const ORDER: readonly Method[] = ['get', 'post', 'put', 'patch', 'delete'];

function toOperation(document: ApiDocument, path: string, method: Method, operation: ApiOperation): Operation {
  const placed = (place: 'path' | 'query') => operation.parameters.filter((one) => one.in === place);
  // In the order of the path, which is the order of the arguments.
  const pathParameters = placed('path').sort((a, b) => path.indexOf(`{${a.name}}`) - path.indexOf(`{${b.name}}`));
  const queryParameters = placed('query');
  const answer = answerOf(operation);
  return {
    id: operation.operationId,
    method,
    path,
    summary: operation.summary,
    pathParameters,
    queryParameters,
    body: jsonOf(operation.requestBody?.content),
    answer,
    pageItem: queryParameters.some(({ name }) => name === 'cursor') ? pageItemOf(document, answer) : null,
  };
}

/** What a call that went well answers: the first of its 2xx. */
function answerOf({ responses }: ApiOperation): Schema | null {
  const status = Object.keys(responses).find((code) => /^2\d\d$/.test(code));
  return status === undefined ? null : jsonOf(responses[status]?.content);
}

/** A merge patch is JSON as well; both its media types carry the same schema. */
export function jsonOf(content: Readonly<Record<string, { readonly schema: Schema }>> | undefined): Schema | null {
  const types = Object.keys(content ?? {});
  const type = types.find((name) => name === 'application/json') ?? types.find((name) => name.endsWith('+json'));
  return type === undefined ? null : (content?.[type]?.schema ?? null);
}

function pageItemOf(document: ApiDocument, answer: Schema | null): Schema | null {
  if (answer === null) return null;
  const { items, nextCursor } = resolve(document, answer).properties ?? {};
  if (nextCursor === undefined || items?.type !== 'array' || typeof items.items !== 'object') return null;
  return items.items;
}
