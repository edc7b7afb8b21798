import { type ApiDocument, type ApiOperation, type Method, readApiDocument, type Schema } from './api-document.ts';
import { jsonOf } from './operations.ts';
import { SchemaComparison } from './schema-comparison.ts';

/** One thing that a caller of yesterday would stumble over. */
export interface BreakingChange {
  /** JSON pointer (RFC 6901): into the new document, or into the old one for what is gone. */
  readonly pointer: string;
  /** What broke, half a sentence: `is required now`. */
  readonly what: string;
}

/**
 * What makes calls fail, or answers surprise, that went well with the API as it was: something is gone, more is asked
 * for, less is taken, other things are answered, fewer may call. What is new besides is no break.
 */
export function breakingChanges(slug: string, before: unknown, after: unknown): readonly BreakingChange[] {
  const [old, now] = [readApiDocument(slug, before), readApiDocument(slug, after)];
  const found = Object.entries(old.paths).flatMap(([path, methods]) =>
    (Object.entries(methods) as [Method, ApiOperation][]).flatMap(([method, operation]) =>
      operationChanges(old, now, path, method, operation),
    ),
  );
  // A schema that many routes use breaks once.
  const unique = new Map(found.map((change) => [`${change.pointer} ${change.what}`, change]));
  return [...unique.values()].sort((a, b) => (a.pointer < b.pointer ? -1 : a.pointer > b.pointer ? 1 : 0));
}

function operationChanges(
  old: ApiDocument,
  now: ApiDocument,
  path: string,
  method: Method,
  before: ApiOperation,
): readonly BreakingChange[] {
  const place = pointer('paths', path);
  const methods = now.paths[path];
  if (methods === undefined) return [{ pointer: place, what: 'is gone' }];
  const after = methods[method];
  const here = `${place}/${method}`;
  if (after === undefined) return [{ pointer: here, what: 'is gone' }];
  return [
    ...accessChanges(before, after, here),
    ...parameterChanges(old, now, before, after, here),
    ...bodyChanges(old, now, before, after, here),
    ...answerChanges(old, now, before, after, here),
  ];
}

function accessChanges(before: ApiOperation, after: ApiOperation, here: string): BreakingChange[] {
  const changes: BreakingChange[] = [];
  if (before.security.length === 0 && after.security.length > 0)
    changes.push({ pointer: `${here}/security`, what: 'needs a sign-in now' });
  const groups = after['x-required-groups'].filter((group) => !before['x-required-groups'].includes(group));
  if (groups.length > 0)
    changes.push({ pointer: `${here}/x-required-groups`, what: `is only for the group ${groups.join(', ')} now` });
  const callers = before['x-callers'].filter((app) => !after['x-callers'].includes(app));
  if (callers.length > 0)
    changes.push({ pointer: `${here}/x-callers`, what: `is no longer open to the app ${callers.join(', ')}` });
  return changes;
}

function parameterChanges(
  old: ApiDocument,
  now: ApiDocument,
  before: ApiOperation,
  after: ApiOperation,
  here: string,
): BreakingChange[] {
  const isQuery = ({ in: place }: { readonly in: string }) => place === 'query' || place === 'header';
  const changes: BreakingChange[] = [];
  for (const { name, in: place } of before.parameters.filter(isQuery)) {
    if (!after.parameters.some((one) => one.name === name && one.in === place))
      changes.push({ pointer: `${here}/parameters`, what: `no longer takes the ${place} parameter ${name}` });
  }
  for (const [index, parameter] of after.parameters.entries()) {
    const at = `${here}/parameters/${index}`;
    // What stands in a path has no name for whoever calls.
    const former =
      parameter.in === 'path'
        ? before.parameters.filter((one) => one.in === 'path')[
            after.parameters.filter((one) => one.in === 'path').indexOf(parameter)
          ]
        : before.parameters.find((one) => one.name === parameter.name && one.in === parameter.in);
    if (parameter.required && former?.required !== true)
      changes.push({ pointer: at, what: `the ${parameter.in} parameter ${parameter.name} is required now` });
    if (former !== undefined)
      changes.push(...new SchemaComparison(old, now, 'taken').compare(former.schema, parameter.schema, `${at}/schema`));
  }
  return changes;
}

function bodyChanges(
  old: ApiDocument,
  now: ApiDocument,
  before: ApiOperation,
  after: ApiOperation,
  here: string,
): readonly BreakingChange[] {
  const at = `${here}/requestBody`;
  const [former, body] = [jsonOf(before.requestBody?.content), jsonOf(after.requestBody?.content)];
  if (body === null) return [];
  if (former === null) return after.requestBody?.required ? [{ pointer: at, what: 'a body is required now' }] : [];
  return new SchemaComparison(old, now, 'taken').compare(
    former,
    body,
    `${at}${mediaPointer(after.requestBody?.content)}`,
  );
}

function answerChanges(
  old: ApiDocument,
  now: ApiDocument,
  before: ApiOperation,
  after: ApiOperation,
  here: string,
): readonly BreakingChange[] {
  return Object.entries(before.responses).flatMap(([status, response]) => {
    const at = `${here}/responses/${status}`;
    const answer = after.responses[status];
    if (answer === undefined) return [{ pointer: at, what: 'is no longer answered' }];
    const [former, schema] = [jsonOf(response.content), jsonOf(answer.content)];
    if (former === null) return [];
    if (schema === null) return [{ pointer: at, what: 'no longer has a body' }];
    return new SchemaComparison(old, now, 'answered').compare(former, schema, `${at}${mediaPointer(answer.content)}`);
  });
}

function mediaPointer(content: Readonly<Record<string, { readonly schema: Schema }>> | undefined): string {
  const type = Object.keys(content ?? {}).find((name) => name.endsWith('json')) ?? 'application/json';
  return `${pointer('content', type)}/schema`;
}

function pointer(...parts: readonly string[]): string {
  return parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
