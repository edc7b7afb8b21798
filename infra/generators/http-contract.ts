import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';
import { manifestJsonSchema } from '../../packages/manifest/src/json-schema.ts';
import { code, markdownPage, markdownTable } from '../markdown.ts';
import { ACCESS, BACKEND, HEADERS, OTHER_ADDRESSES, PERSON_PARTS, PROBLEM_PARTS } from './http/contract-prose.ts';
import { limits } from './http/limits.ts';
import { type ApiDocument, type Operation, readApi, recordRoutes, typeOf } from './http/open-api.ts';
import { problemAnswers } from './http/problem-answers.ts';
import { tokenAnswers } from './http/token-answers.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** `docs/content/reference/http-contract.md`: what every backend answers, from its sources and the API of a new app. */
export async function generate(): Promise<FileSet> {
  const api = await readApi();
  const page = markdownPage(
    'HTTP contract of an app',
    'packages/app-server, packages/auth-client-ts and the API of template-app',
    [
      'What every app’s backend answers, whatever it is written in: TypeScript (`packages/app-server`) or Python (`packages/app-server-py`). One suite of tests asks both the same.',
      '## One origin',
      'Frontend and API of an app are one origin: `http://<subdomain>.localhost[:port]`, or `https://<subdomain>.<domain>` on a server. `/api/*` and the health path go to the backend, everything else is the frontend. `/auth/callback` belongs to the frontend’s sign-in. There is no CORS.',
      '## Addresses that every app has',
      await addresses(api),
      'What `GET /api/me` answers, as the token says:',
      parts(api, 'Me', PERSON_PARTS),
      '## Who may ask',
      ...ACCESS.map((part) => (typeof part === 'string' ? part : markdownTable([part.head, ...part.rows]))),
      'Whoever may not is told so before anything else is looked at: addresses that do not exist are `401` as well, so that nobody can probe.',
      markdownTable([
        ['status', 'code', 'when'],
        ...(await tokenAnswers()).map(({ status, code: name, title }) => [status, errorLink(name), title]),
      ]),
      '## Records',
      'A kind of record (`entity` in `models/`) has five routes; here those of the notes of a new app.',
      markdownTable([
        ['request', 'takes', 'answers', 'when not'],
        ...recordRoutes(api).map((one) => [code(`${one.method} ${one.path}`), takes(one), gives(one), refuses(one)]),
      ]),
      'A list takes these beside a filter for each column (`?pinned=true`); a parameter that it does not know is `422`.',
      markdownTable([['parameter', 'value', 'what it does'], ...listParameters(api)]),
      'It answers `{"items": […], "nextCursor": "…"}`; `nextCursor` is null on the last page. A change is a merge patch (RFC 7396): what is left out stays, defaults are not applied again, null only where null is allowed. A row that the person may not read, change or delete is `404`, like one that does not exist.',
      'In the API reference `x-access` says of each operation who may do it to which row: `owner`, `shared`, `group:<name>`, `public-read` or `anyone`; any of several is enough. `x-required-groups` and `x-callers` are those of routes by hand.',
      '## Shapes',
      'JSON with camelCase keys; ids are UUIDs; times are ISO 8601 in UTC. What the schemas do not know never leaves the server.',
      '## Headers',
      await headers(),
      '## Limits',
      markdownTable([['what', 'at most'], ...(await limits(api))]),
      'Those of the gateway are on [How a request flows](../architecture/request.md).',
      '## Errors',
      'Every error is `application/problem+json` (RFC 9457) with our own permanent `code`:',
      `\`\`\`json\n${EXAMPLE}\n\`\`\``,
      parts(api, 'Problem', PROBLEM_PARTS),
      markdownTable([
        ['status', 'code', 'what happened'],
        ...(await problemAnswers()).map(({ code: name, statuses, details }) => [
          statuses.join(', '),
          errorLink(name),
          details.map(plain).join(' '),
        ]),
      ]),
      'Defects are logged whole and shown as nothing but `INTERNAL`. No answer shows SQL, a stack or a path. An app adds codes of its own with `HttpProblem`. What the gateway answers where an app is away is on [Error codes](errors.md#the-gateway).',
      '## A backend',
      ...BACKEND,
    ],
  );
  return fileSet([['docs/content/reference/http-contract.md', page]]);
}

const EXAMPLE = `{
  "type": "urn:scalr:problem:VALIDATION_FAILED",
  "title": "Unprocessable Content",
  "status": 422,
  "detail": "The body of the request is not as it should be.",
  "code": "VALIDATION_FAILED",
  "errors": [{ "in": "body", "pointer": "#/title", "detail": "Too short: at least 1 character" }],
  "requestId": "6f1c0d3e-0d4f-4c7a-9f57-2f8a9f0a3b52"
}`;

const errorLink = (name: string) => `[${code(name)}](errors.md#${name.toLowerCase()})`;
/** In a table a placeholder must not look like HTML. */
const plain = (text: string) => text.replaceAll('<', '&lt;');

async function addresses(api: ApiDocument): Promise<string> {
  const own = await readFile(join(ROOT, 'packages/app-server/src/own-routes.ts'), 'utf8');
  const mounted = [...own.matchAll(/\.(get|post)\(\s*'(\/api\/[\w/.-]+)'/g)];
  const others = mounted.map(([, method = '', path = '']) => {
    const says = OTHER_ADDRESSES[path];
    if (says === undefined) throw new Error(`infra/generators/http/contract-prose.ts does not say what ${path} is`);
    return [code(`${method.toUpperCase()} ${path}`), says];
  });
  const health = healthDefault();
  const known = api.paths[health]?.get;
  if (known === undefined || api.paths['/api/me']?.get === undefined) throw new Error('a new app lacks its own routes');
  return markdownTable([
    ['request', 'answer'],
    [
      `${code('GET <health_path>')} (default ${code(health)})`,
      '`200 {"status":"ok"}` when the app can serve: database there, migrations applied. Otherwise `503`. Open to everybody',
    ],
    [code('GET /api/me'), 'who asks; see below'],
    ...others,
    [
      code('GET /app-config.json'),
      'answered by the gateway for the frontend: [`AppConfig`](sdk-typescript.md#interface-appconfig)',
    ],
  ]);
}

function healthDefault(): string {
  const { routing } = (
    manifestJsonSchema() as { properties: Record<string, { properties?: Record<string, { default?: string }> }> }
  ).properties;
  const found = routing?.properties?.health_path?.default;
  if (found === undefined) throw new Error('the manifest has no routing.health_path');
  return found;
}

function parts(api: ApiDocument, name: string, says: Readonly<Record<string, string>>): string {
  const schema = api.components.schemas[name];
  const properties = schema?.properties ?? {};
  const unsaid = Object.keys(properties).filter((key) => says[key] === undefined);
  const gone = Object.keys(says).filter((key) => properties[key] === undefined);
  if (unsaid.length + gone.length > 0)
    throw new Error(`contract-prose.ts and ${name} differ in ${[...unsaid, ...gone]}`);
  return markdownTable([
    ['key', 'value', 'meaning'],
    ...Object.entries(says).map(([key, meaning]) => [
      code(key),
      `${typeOf(properties[key]!)}${schema?.required?.includes(key) === true ? '' : ', may be left out'}`,
      meaning,
    ]),
  ]);
}

const takes = ({ operation }: Operation) =>
  Object.keys(operation.requestBody?.content ?? {})
    .map(code)
    .join(' or ');
const gives = ({ operation }: Operation) =>
  Object.keys(operation.responses)
    .filter((status) => status.startsWith('2'))
    .map(code)
    .join(', ');
const refuses = ({ operation }: Operation) =>
  Object.entries(operation.responses)
    .filter(([status]) => /^[45]/.test(status))
    .map(([status, { description }]) => `${code(status)} ${description.toLowerCase()}`)
    .join('; ');

const LIST_SAYS: Readonly<Record<string, string>> = {
  limit: 'entries of a page',
  cursor: 'the `nextCursor` of the page before',
  sort: 'the column to sort by, `-` before it for the other way round',
  q: 'looks into the columns of `search`',
};

function listParameters(api: ApiDocument): readonly (readonly string[])[] {
  const [list] = recordRoutes(api);
  return Object.entries(LIST_SAYS).map(([name, says]) => {
    const schema = list?.operation.parameters?.find((one) => one.name === name)?.schema;
    if (schema === undefined) throw new Error(`a list takes no ${name} any more`);
    return [code(name), typeOf({ ...schema, ...(name === 'sort' && { enum: undefined }) }), says];
  });
}

async function headers(): Promise<string> {
  const folders = ['packages/app-server/src', 'packages/auth-client-ts/src/server', 'services/gateway/embedded/src'];
  const texts = await Promise.all(folders.map(sourcesOf));
  const sources = texts.flat().join('\n').toLowerCase();
  const unknown = HEADERS.filter(([name]) => !sources.includes(name.toLowerCase())).map(([name]) => name);
  if (unknown.length > 0) throw new Error(`no source names the headers ${unknown.join(', ')}`);
  return markdownTable([
    ['header', 'of', 'says'],
    ...HEADERS.map(([name, where, says]) => [code(name), where === 'request' ? 'the request' : 'the answer', says]),
  ]);
}

async function sourcesOf(folder: string): Promise<readonly string[]> {
  const names = (await readdir(join(ROOT, folder))).filter((name) => name.endsWith('.ts'));
  return Promise.all(names.map((name) => readFile(join(ROOT, folder, name), 'utf8')));
}
