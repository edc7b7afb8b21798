import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { platformBlueprints } from '@scalr/identity-authentik';
import { applyToStore, checkUnique, newKey, type Row, remove, rowsOf, type Store } from './fake-importer.ts';
import { groupShape, listShape, userShape } from './fake-shapes.ts';

export const TOKEN = 'token-of-the-adapter';
export const ADMIN_PASSWORD = 'first-password-of-akadmin';
const USER = 'authentik_core.user';
const GROUP = 'authentik_core.group';
const INSTANCE = 'authentik_blueprints.blueprintinstance';

const MODELS: Readonly<Record<string, string>> = {
  '/core/users/': USER,
  '/core/groups/': GROUP,
  '/core/applications/': 'authentik_core.application',
  '/providers/oauth2/': 'authentik_providers_oauth2.oauth2provider',
  '/policies/expression/': 'authentik_policies_expression.expressionpolicy',
  '/policies/bindings/': 'authentik_policies.policybinding',
  '/crypto/certificatekeypairs/': 'authentik_crypto.certificatekeypair',
  '/managed/blueprints/': INSTANCE,
};

export interface FakeAuthentik {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  readonly store: Store;
  readonly flags: Record<string, boolean>;
  /** `method path`, in order. */
  readonly requests: string[];
  /** Names of the blueprints that were applied, in order. */
  readonly applied: string[];
  /** How many requests are answered as the edge does that does not know it yet. */
  unknownToEdge: number;
  /** `refuses`: what is applied fails then, though it was checked. */
  worker: 'works' | 'sleeps' | 'refuses';
  close(): Promise<void>;
}

/**
 * A server that answers as Authentik 2026.8.3 says in its OpenAPI document, applies blueprints by itself, and begins as
 * one does that the platform's blueprint was applied to.
 */
export async function fakeAuthentik(): Promise<FakeAuthentik> {
  const store: Store = new Map();
  const flags = { core_default_app_access: true, flows_continuous_login: false };
  const files = {
    '/run/secrets/authentik-admin-password': ADMIN_PASSWORD,
    '/run/secrets/authentik-api-token': TOKEN,
    '/run/secrets/authentik-signing-key': 'key',
    '/run/secrets/authentik-signing-certificate': 'certificate',
  };
  foundation(store);
  const problems = applyToStore(store, platformBlueprints().get('platform.yaml')?.content as string, files);
  if (problems.length > 0) throw new Error(problems.join('\n'));

  const fake = { store, flags, requests: [] as string[], applied: [] as string[], worker: 'works', unknownToEdge: 0 };
  const server = createServer((request, response) => {
    void answer(request, response);
  });

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://fake.invalid');
    const method = request.method ?? 'GET';
    const path = url.pathname.replace('/api/v3', '');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    fake.requests.push(`${method} ${path}`);
    if (fake.unknownToEdge-- > 0) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('404 page not found\n');
      return;
    }
    const send = (status: number, body?: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    const key = request.headers.authorization?.replace('Bearer ', '');
    if (!rowsOf(store, 'authentik_core.token').some((token) => token.key === key)) {
      return send(403, { detail: 'Token invalid/expired', code: 'permission_denied' });
    }
    try {
      const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
      const [status, answered] = route(method, path, url.searchParams, body);
      send(status, answered);
    } catch (error) {
      send(400, { non_field_errors: [(error as Error).message], code: 'invalid' });
    }
  };

  const route = (
    method: string,
    path: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
  ): [number, unknown?] => {
    if (path === '/admin/settings/') {
      if (method === 'PATCH') Object.assign(flags, body.flags);
      return [200, { pagination_default_page_size: 20, flags }];
    }
    if (path === '/core/authenticated_sessions/bulk_delete/') return [200, { deleted: 1 }];
    if (path === '/core/users/me/') return [200, { user: { pk: 2, username: 'scalr-adapter' }, users: [] }];
    if (path === '/tasks/tasks/') return [200, listShape([task()], query)];
    const [, base = '', id, action] = /^(\/[a-z]+\/[a-z0-9]+\/)(?:([^/]+)\/)?(?:([a-z_]+)\/)?$/.exec(path) ?? [];
    const model = MODELS[base];
    if (model === undefined) return [404, { detail: 'Not found.' }];
    const rows = rowsOf(store, model);
    if (id === undefined) {
      if (method === 'POST') return [201, shape(model, create(model, body), query)];
      const hidden = base === '/core/applications/' && query.get('superuser_full_list') !== 'true';
      const found = hidden ? [] : rows.filter((row) => isAskedFor(row, query));
      return [
        200,
        listShape(
          found.map((row) => shape(model, row, query)),
          query,
        ),
      ];
    }
    const row = rows.find(({ pk }) => String(pk) === id);
    if (row === undefined) return [404, { detail: 'Not found.' }];
    if (action !== undefined) return act(action, row, body);
    if (method === 'DELETE') {
      remove(store, model, row);
      return [204];
    }
    if (method === 'PATCH') change(model, row, body);
    return [200, shape(model, row, query)];
  };

  const create = (model: string, body: Record<string, unknown>): Row => {
    const rows = rowsOf(store, model);
    checkUnique(model, rows, body);
    const row: Row = { pk: newKey(model, rows), ...body };
    if (model === USER) Object.assign(row, { uuid: randomUUID(), date_joined: '2026-08-01T10:00:00.123456Z' });
    if (model === INSTANCE) {
      Object.assign(row, { status: 'unknown', last_applied: stamp(), last_applied_hash: '' });
      check(body);
    }
    rows.push(row);
    return row;
  };

  const change = (model: string, row: Row, body: Record<string, unknown>) => {
    if (model === INSTANCE) check(body);
    Object.assign(row, body, model === INSTANCE ? { last_applied: stamp() } : {});
  };

  /** authentik/blueprints/api.py: applied and rolled back. */
  const check = (body: Record<string, unknown>) => {
    const problems = applyToStore(structuredClone(store), body.content as string, {});
    if (problems.length > 0) throw new Error(['Failed to validate blueprint', ...problems].join(' - '));
  };

  const act = (action: string, row: Row, body: Record<string, unknown>): [number, unknown?] => {
    const members = (row.users ?? []) as unknown[];
    const user = rowsOf(store, USER).find(({ pk }) => pk === body.pk);
    const groups = ((user?.groups ?? []) as unknown[]).filter((pk) => pk !== row.pk);
    if (action === 'add_user') Object.assign(user as Row, { groups: [...groups, row.pk] });
    else if (action === 'remove_user') {
      Object.assign(row, { users: members.filter((pk) => pk !== body.pk) });
      Object.assign(user as Row, { groups });
    } else if (action === 'set_password') row.password = body.password;
    else if (action === 'apply') {
      const before = shape(INSTANCE, row, new URLSearchParams());
      setTimeout(() => work(row), 20).unref();
      return [200, before];
    } else return [404, { detail: 'Not found.' }];
    return [204];
  };

  /** The worker's task (authentik/blueprints/v1/tasks.py). */
  const work = (row: Row) => {
    if (fake.worker === 'sleeps') return;
    const content = row.content as string;
    const failed = fake.worker === 'refuses' || applyToStore(store, content, files).length > 0;
    // Where it failed everything was put back, and the rows with it.
    const kept = rowsOf(store, INSTANCE).find(({ pk }) => pk === row.pk) ?? row;
    if (failed) Object.assign(kept, { status: 'error', last_applied: stamp() });
    else {
      fake.applied.push(row.name as string);
      const last_applied_hash = createHash('sha512').update(content).digest('hex');
      Object.assign(kept, { status: 'successful', last_applied: stamp(), last_applied_hash });
    }
  };

  const shape = (model: string, row: Row, query: URLSearchParams): unknown =>
    model === USER ? userShape(store, row, query) : model === GROUP ? groupShape(store, row, query) : { ...row };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return Object.assign(fake, { address, close }) as FakeAuthentik;
}

let ticks = 0;
/** Another one each time. */
const stamp = () => new Date(Date.UTC(2026, 8, 1) + ticks++).toISOString();

const isAskedFor = (row: Row, query: URLSearchParams) =>
  ['username', 'name', 'type'].every((key) => !query.has(key) || query.get(key) === (row[key] ?? 'internal'));

const task = () => ({
  uid: 'blueprint',
  actor_name: 'authentik.blueprints.v1.tasks.apply_blueprint',
  aggregated_status: 'error',
  description: null,
  previous_logs: [],
  logs: ['info: Applying', 'error: Entry invalid: it clashes'].map((line) => {
    const [log_level, event] = line.split(/: (.*)/) as [string, string];
    return { timestamp: '2026-09-01T00:00:00Z', log_level, logger: 'importer', event, attributes: {} };
  }),
});

/** What Authentik brings itself. */
function foundation(store: Store): void {
  for (const name of ['openid', 'email', 'offline_access']) {
    const managed = `goauthentik.io/providers/oauth2/scope-${name}`;
    rowsOf(store, 'authentik_providers_oauth2.scopemapping').push({ pk: randomUUID(), managed, name });
  }
  for (const slug of ['default-provider-authorization-implicit-consent', 'default-provider-invalidation-flow']) {
    rowsOf(store, 'authentik_flows.flow').push({ pk: randomUUID(), slug });
  }
  const admins = { pk: randomUUID(), name: 'authentik Admins', is_superuser: true };
  rowsOf(store, GROUP).push(admins);
  rowsOf(store, USER).push({
    ...{ pk: 1, uuid: randomUUID(), username: 'akadmin', name: 'authentik Default Admin', groups: [admins.pk] },
    ...{ password: '!unusable', date_joined: '2026-07-01T09:00:00Z' },
  });
}
