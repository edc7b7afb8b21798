import { join } from 'node:path';
import { canonicalOpenApi } from '@scalr/openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BackendStage, backendStage, type RunningBackend, stageToken } from '../src/backend-under-test.ts';
import { installFolder } from '../src/example-workspace.ts';
import { pythonInterpreter } from '../src/python.ts';
import type { UnixAnswer } from '../src/unix-http.ts';

const TEMPLATE = join(installFolder(), 'template-app');
const ADA = stageToken({ sub: 'ada' });
const BOB = stageToken({ sub: 'bob' });
const NOBODY = '99999999-9999-4999-8999-999999999999';

interface Step {
  readonly method: string;
  /** `{1}` stands for the id of the first note that was made. */
  readonly path: string;
  readonly body?: unknown;
  /** Null: no token. Left out: Ada. */
  readonly token?: string | null;
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

const patch = (path: string, body: unknown, more: Partial<Step> = {}): Step => ({
  method: 'PATCH',
  path,
  body,
  ...more,
});
const post = (body: unknown, more: Partial<Step> = {}): Step => ({ method: 'POST', path: '/api/notes', body, ...more });
const get = (path: string, more: Partial<Step> = {}): Step => ({ method: 'GET', path, ...more });

const STEPS: readonly Step[] = [
  get('/api/health', { token: null }),
  get('/api/me'),
  ...['/api/me', '/api/notes', `/api/notes/${NOBODY}`, '/api/nothing', '/'].map((path) => get(path, { token: null })),
  get('/api/nothing'),
  get('/api/notes'),
  post({ title: 'Milk' }),
  post({ title: 'Ice', body: 'Lemon, 2 l', pinned: true }),
  post({ title: 'ÄÖ €100 %_\\', body: '' }),
  post({ title: 'Of Bob' }, { token: BOB }),
  post({ title: 'x'.repeat(200), body: 'y'.repeat(10_000) }),
  ...[
    {},
    { title: '' },
    { title: null },
    { title: 7 },
    { title: 'x'.repeat(201) },
    { title: 'x', body: 'y'.repeat(10_001) },
    { title: 'x', pinned: 'yes' },
    { title: 'x', body: null },
    { title: 'x', ownerId: 'somebody' },
    { title: 'x', id: NOBODY },
    { title: 'x', unheardOf: 1 },
    [],
    'text',
    null,
  ].map((body) => post(body)),
  post({ title: 'x' }, { token: null }),
  get('/api/notes'),
  get('/api/notes?limit=2'),
  get('/api/notes?limit=0'),
  get('/api/notes?limit=1000'),
  get('/api/notes?cursor=nonsense'),
  get('/api/notes?pinned=true'),
  get('/api/notes?q=lemon'),
  get(`/api/notes?q=${encodeURIComponent('%_')}`),
  get('/api/notes?unheardOf=1'),
  get('/api/notes', { token: BOB }),
  get('/api/notes/{1}'),
  get('/api/notes/{1}', { token: BOB }),
  get(`/api/notes/${NOBODY}`),
  get('/api/notes/no-id'),
  patch('/api/notes/{2}', { pinned: false }),
  patch('/api/notes/{2}', { title: 'Ice cream' }),
  patch('/api/notes/{2}', {}),
  get('/api/notes/{2}'),
  patch('/api/notes/{2}', { title: null }),
  patch('/api/notes/{2}', { title: '' }),
  patch('/api/notes/{2}', { ownerId: 'somebody' }),
  patch('/api/notes/{2}', { title: 'Mine' }, { token: BOB }),
  patch('/api/notes/{2}', { title: 'x' }, { headers: [['if-match', '"of-before"']] }),
  patch('/api/notes/{2}', { title: 'x' }, { headers: [['content-type', 'text/plain']] }),
  { method: 'DELETE', path: '/api/notes/{2}', token: BOB },
  { method: 'DELETE', path: '/api/notes/{2}' },
  { method: 'DELETE', path: '/api/notes/{2}' },
  get('/api/notes/{2}'),
  { method: 'PUT', path: '/api/notes/{1}', body: { title: 'x' } },
  get('/api/notes'),
];

/** One of the two, on a provider and a database of its own. */
class Subject {
  readonly ids: string[] = [];
  stage!: BackendStage;
  backend!: RunningBackend;

  async open(name: string, argv: () => Promise<readonly [string, ...string[]]>): Promise<void> {
    this.stage = await backendStage();
    this.backend = await this.stage.start({ name, argv }, { APP_SLUG: 'template-app', AUTH_REQUIRED_GROUPS: '' });
  }

  async answer({ method, path, body, token = ADA, headers = [] }: Step): Promise<unknown> {
    const there = path.replace(/\{(\d)\}/, (_, number: string) => this.ids[Number(number) - 1] ?? NOBODY);
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const answer = await this.backend.call(method, there, {
      ...(token === null ? {} : { token }),
      ...(body === undefined ? {} : { body }),
      headers:
        body === undefined || headers.some(([name]) => name === 'content-type')
          ? headers
          : [['content-type', type], ...headers],
    });
    const id = answer.json?.id;
    if (answer.status === 201 && typeof id === 'string') this.ids.push(id);
    return this.#comparable(answer);
  }

  /** Without what differs from run to run, and a library's own words on what is wrong with a value. */
  #comparable({ status, headers, text }: UnixAnswer): unknown {
    const plain = text
      .replaceAll(/"requestId":\s*"[^"]*"/g, '"requestId":""')
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME');
    const named = this.ids.reduce((all, id, index) => all.replaceAll(id, `{${index + 1}}`), plain);
    const body: unknown = named === '' ? null : JSON.parse(named);
    const { errors, nextCursor, ...rest } = (body ?? {}) as Record<string, unknown>;
    const places = (errors as { in: string; pointer: string }[] | undefined)?.map((one) => `${one.in} ${one.pointer}`);
    const more = nextCursor === undefined ? {} : { hasNext: nextCursor !== null };
    const told = [headers['content-type'], headers['www-authenticate'], headers.allow, headers.location];
    return {
      status,
      told: told.map((one) => this.#withoutId(one)),
      etag: headers.etag !== undefined,
      ...rest,
      ...more,
      places,
    };
  }

  #withoutId(value: unknown): unknown {
    return typeof value === 'string' ? value.replace(/[0-9a-f-]{36}/, 'ID') : value;
  }
}

const typescript = new Subject();
const fastapi = new Subject();

beforeAll(async () => {
  await Promise.all([
    typescript.open('TypeScript', async () => [process.execPath, join(TEMPLATE, 'backend/src/main.ts')]),
    fastapi.open('FastAPI', async () => [await pythonInterpreter(), join(TEMPLATE, 'backend-fastapi/src/main.py')]),
  ]);
  // The first start may have to make a Python environment.
}, 400_000);
afterAll(() => Promise.all([typescript.stage?.close(), fastapi.stage?.close()]));

describe('the two backends of the template', () => {
  test('answer every request alike', async () => {
    for (const step of STEPS) {
      const [ours, theirs] = [await typescript.answer(step), await fastapi.answer(step)];
      expect(theirs, `${step.method} ${step.path} ${JSON.stringify(step.body)?.slice(0, 80)}`).toEqual(ours);
    }
    expect(typescript.ids).toHaveLength(5);
  });

  test('say the same of themselves', async () => {
    const documents = await Promise.all(
      [typescript, fastapi].map(async ({ backend }) => (await backend.call('GET', '/api/openapi.json')).json),
    );
    expect(canonicalOpenApi(documents[1])).toEqual(canonicalOpenApi(documents[0]));
    expect(Object.keys(documents[0]?.paths as object)).toEqual(
      expect.arrayContaining(['/api/notes', '/api/notes/{id}']),
    );
  });
});
