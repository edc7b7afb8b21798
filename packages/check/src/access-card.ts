import { type ApiDocument, type ApiOperation, readApiDocument } from '@scalr/openapi';
import type { Subject } from './subject.ts';

/** Who can see and do what, in plain words, made from the API itself: the one thing a person should read before others use the app. */
export async function accessCard({ app, apiDocument }: Subject): Promise<string> {
  const { auth, backend, routing } = app.manifest;
  const head = ['Who can do what', `  open the app: ${opens(auth)}`];
  if (backend === 'none') return head.join('\n');
  const document = readApiDocument(app.slug, await apiDocument());
  return [...head, ...recordLines(document), ...routeLines(document, ['/api/me', routing.health_path])].join('\n');
}

const DOES = [
  ['see', 'get', ''],
  ['add', 'post', ''],
  ['change', 'patch', '/{id}'],
  ['delete', 'delete', '/{id}'],
] as const;

/** One block for each kind of record, with what nobody may do as well. */
function recordLines({ paths }: ApiDocument): readonly string[] {
  const isRecord = (path: string) =>
    !path.includes('{') &&
    [path, `${path}/{id}`].some((one) => Object.values(paths[one] ?? {}).some((operation) => operation['x-access']));
  return Object.keys(paths)
    .filter(isRecord)
    .flatMap((path) => [
      `  ${path.slice('/api/'.length).replaceAll('-', ' ')}`,
      ...DOES.map(([does, method, suffix]) => {
        const operation = paths[`${path}${suffix}`]?.[method];
        return `    ${does.padEnd(7)} ${operation === undefined ? 'nobody' : whoMay(operation, method)}`;
      }),
    ]);
}

/** Everything that was written by hand. */
function routeLines({ paths }: ApiDocument, known: readonly string[]): readonly string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      operation['x-access'] !== undefined || known.includes(path)
        ? []
        : [`  ${method.toUpperCase()} ${path}: ${whoMay(operation, method)}`],
    ),
  );
}

const SIGNED_IN = 'everybody who may open the app';

function whoMay(operation: ApiOperation, method: string): string {
  const rules = operation['x-access'];
  if (rules !== undefined) return [...new Set(rules.map((rule) => inWords(rule, method)))].join('; ');
  const { security, 'x-callers': apps, 'x-required-groups': groups } = operation;
  if (security.length === 0) return 'everybody';
  if (apps.length > 0) return `the apps ${apps.join(', ')}`;
  return groups.length === 0 ? SIGNED_IN : `whoever is in ${groups.join(' and ')}`;
}

function inWords(rule: string, method: string): string {
  if (rule === 'owner') return method === 'post' ? `${SIGNED_IN}, for themselves` : 'their own';
  if (rule === 'shared') return SIGNED_IN;
  return rule.startsWith('group:') ? `whoever is in ${rule.slice('group:'.length)}` : 'everybody';
}

function opens({ required, required_groups: groups }: Subject['app']['manifest']['auth']): string {
  if (!required) return 'everybody, without signing in';
  return groups.length === 0 ? 'everybody who can sign in' : `whoever is in ${groups.join(' and ')}`;
}
