import { type ApiDocument, type ApiOperation, readApiDocument } from '@scalr/openapi';
import type { Subject } from './subject.ts';
import { readTableRules, type TableRules, type TableVerb } from './table-rules.ts';

/** Who can see and do what, in plain words, made from the API and from what the database enforces: the one thing a person should read before others use the app. */
export async function accessCard(subject: Subject): Promise<string> {
  const { app, apiDocument } = subject;
  const { auth, backend, routing } = app.manifest;
  const head = ['Who can do what', `  open the app: ${opens(auth)}`];
  if (backend === 'none') return head.join('\n');
  const [value, tables] = await Promise.all([apiDocument(), readTableRules(subject)]);
  const document = readApiDocument(app.slug, value);
  const kinds = kindsOf(document, tables);
  const known = new Set(kinds.flatMap(({ routes }) => routes.map(({ operation }) => operation)));
  return [...head, ...kinds.flatMap(recordLines), ...routeLines(document, known, routing.health_path)].join('\n');
}

const DOES = [
  ['see', 'get', 'read'],
  ['add', 'post', 'create'],
  ['change', 'patch', 'update'],
  ['delete', 'delete', 'delete'],
] as const;

interface KindRoute {
  readonly does: (typeof DOES)[number][0];
  readonly operation: ApiOperation;
}

/** One kind of record: what `entity()` made routes for, or a table whose routes somebody wrote by hand. */
interface Kind {
  readonly path: string;
  readonly table: TableRules | null;
  readonly routes: readonly KindRoute[];
}

function kindsOf({ paths }: ApiDocument, tables: readonly TableRules[]): readonly Kind[] {
  const collections = new Set(Object.keys(paths).map((path) => path.replace(ONE, '')));
  return [...collections].sort().flatMap((path) => {
    if (path.includes('{')) return [];
    const table = tables.find((one) => one.path === path) ?? null;
    const rows = Object.keys(paths).filter((one) => one !== path && one.replace(ONE, '') === path);
    const routes = DOES.flatMap(([does, method]) => {
      const places = method === 'post' ? [path] : method === 'get' ? [path, ...rows] : rows;
      return places.flatMap((place) => {
        const operation = paths[place]?.[method];
        return operation === undefined ? [] : [{ does, operation }];
      });
    });
    const isRecord = routes.some(({ operation }) => table !== null || operation['x-access'] !== undefined);
    return isRecord ? [{ path, table, routes }] : [];
  });
}

const ONE = /\/\{\w+\}$/;

/** One block for each kind of record, with what nobody may do as well. */
function recordLines({ path, table, routes }: Kind): readonly string[] {
  return [
    `  ${path.slice('/api/'.length).replaceAll('-', ' ')}`,
    ...DOES.map(([does, method, verb]) => {
      const operation = routes.find((one) => one.does === does)?.operation;
      return `    ${does.padEnd(7)} ${operation === undefined ? 'nobody' : inTable(operation, method, verb, table)}`;
    }),
  ];
}

/** A route written by hand may let in fewer than the table does, and never more: Postgres asks in every query. */
function inTable(operation: ApiOperation, method: string, verb: TableVerb, table: TableRules | null): string {
  const rules = table?.rules[verb] ?? null;
  const who = whoMay(operation, method);
  if (operation['x-access'] !== undefined || table === null) return who;
  if (rules === null) return `${who}, as far as a policy of the table's own lets them (written by hand)`;
  if (rules.length === 0) return `nobody; a route written by hand does something else there, for ${who}`;
  const isNarrower = operation['x-callers'].length > 0 || operation['x-required-groups'].length > 0;
  return `${allInWords(rules, method)}${isNarrower ? `, and only ${who}` : ''} (written by hand, may refuse more)`;
}

/** Everything that was written by hand and is of no kind of record. */
function routeLines({ paths }: ApiDocument, known: ReadonlySet<ApiOperation>, health: string): readonly string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      operation['x-access'] !== undefined || known.has(operation) || ['/api/me', health].includes(path)
        ? []
        : [`  ${method.toUpperCase()} ${path}: ${whoMay(operation, method)}`],
    ),
  );
}

const SIGNED_IN = 'everybody who may open the app';

function whoMay(operation: ApiOperation, method: string): string {
  const rules = operation['x-access'];
  if (rules !== undefined) return allInWords(rules, method);
  const { security, 'x-callers': apps, 'x-required-groups': groups } = operation;
  if (security.length === 0) return 'everybody';
  if (apps.length > 0) return `the apps ${apps.join(', ')}`;
  return groups.length === 0 ? SIGNED_IN : `whoever is in ${groups.join(' and ')}`;
}

const allInWords = (rules: readonly string[], method: string) =>
  [...new Set(rules.map((rule) => inWords(rule, method)))].join('; ');

function inWords(rule: string, method: string): string {
  if (rule === 'owner') return method === 'post' ? `${SIGNED_IN}, for themselves` : 'their own';
  if (rule === 'shared') return SIGNED_IN;
  return rule.startsWith('group:') ? `whoever is in ${rule.slice('group:'.length)}` : 'everybody';
}

function opens({ required, required_groups: groups }: Subject['app']['manifest']['auth']): string {
  if (!required) return 'everybody, without signing in';
  return groups.length === 0 ? 'everybody who can sign in' : `whoever is in ${groups.join(' and ')}`;
}
