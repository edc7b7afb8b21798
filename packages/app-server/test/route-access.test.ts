import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessToken, type KeyServer, keyServer, signingKey } from '@scalr/auth-client/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootApp, type RunningApp } from '../src/index.ts';
import { isAccess } from '../src/route-access.ts';
import { call, environment, socketPath } from './backend.ts';

describe('what is an access rule', () => {
  test.each([
    'public',
    'signed-in',
    { groups: ['staff'] },
    { apps: ['billing'] },
    { apps: ['billing'], people: 'signed-in' },
    { apps: ['billing'], people: { groups: ['staff'] } },
  ])('%j', (rule) => expect(isAccess(rule)).toBe(true));

  test.each([
    undefined,
    null,
    '',
    'everybody',
    {},
    [],
    { groups: [] },
    { groups: [''] },
    { groups: 'staff' },
    { apps: [] },
    { apps: ['billing'], people: 'public' },
    { apps: ['billing'], people: {} },
    { apps: ['billing'], people: null },
    { apps: ['billing'], groups: ['staff'] },
    { groups: ['staff'], people: 'signed-in' },
    { groups: ['staff'], app: ['billing'] },
    { people: 'signed-in' },
  ])('not %j', (rule) => expect(isAccess(rule)).toBe(false));
});

/** One route for each rule, in an app of its own. */
const ROUTES = `
import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';
const rules = {
  person: 'signed-in',
  staff: { groups: ['staff'] },
  app: { apps: ['billing'] },
  both: { apps: ['billing'], people: 'signed-in' },
  mixed: { apps: ['billing'], people: { groups: ['office'] } },
};
export default defineRoutes((routes) => {
  for (const [name, access] of Object.entries(rules)) {
    routes.get('/api/' + name, { access, summary: name, response: null }, () => undefined);
  }
  routes.get('/api/calls', { access: 'signed-in', summary: 'Calls', response: null }, async ({ callApp }) => {
    await callApp('billing', '/api/x', { as: 'self' });
  });
});
`;

describe('who gets in', () => {
  const socket = socketPath();
  const lines: string[] = [];
  let keys: KeyServer;
  let app: RunningApp;
  let folder: string;
  let tokens: Record<'person' | 'app' | 'behind' | 'stranger', string>;

  beforeAll(async () => {
    const key = await signingKey('k1');
    keys = await keyServer([key]);
    folder = mkdtempSync(join(import.meta.dirname, 'rules-'));
    const src = join(folder, 'src');
    mkdirSync(join(src, 'routes'), { recursive: true });
    writeFileSync(join(src, 'routes/rules.ts'), ROUTES);
    const { DATABASE_URL: _, ...env } = environment({ port: socket, databaseUrl: '', jwksUrl: keys.url });
    app = await bootApp({
      src,
      env: { ...env, APP_CALLERS: 'billing, desk' },
      logStream: { write: (line) => lines.push(line) },
    });
    const now = Math.floor(Date.now() / 1_000);
    const made = (claims: Record<string, unknown>) => accessToken(key, { now, claims });
    const itself = (slug: string) => made({ sub: `${slug}.service`, client_id: `${slug}.service`, sid: undefined });
    tokens = {
      person: await made({}),
      app: await itself('billing'),
      behind: await made({ client_id: 'billing.service', act: { sub: 'billing.service' } }),
      stranger: await itself('other'),
    };
  });
  afterAll(async () => {
    await app.stop();
    await keys.close();
    rmSync(folder, { recursive: true });
  });

  const statuses = async (path: string) => {
    const ask = async (token: string) => (await call(socket, 'GET', path, { token })).status;
    return [await ask(tokens.person), await ask(tokens.app), await ask(tokens.behind), await ask(tokens.stranger)];
  };

  test.each([
    ['/api/person', [204, 403, 204, 403]],
    ['/api/staff', [204, 403, 204, 403]],
    ['/api/app', [403, 204, 403, 403]],
    ['/api/both', [204, 204, 204, 403]],
    ['/api/mixed', [403, 204, 403, 403]],
    ['/api/me', [200, 403, 200, 403]],
    ['/api/nothing', [404, 403, 404, 403]],
  ])('%s: person, app, person behind the app, app that may not call', async (path, expected) => {
    expect(await statuses(path)).toEqual(expected);
  });

  test('the log says which app called, and in which of its requests', async () => {
    const headers = { 'x-caller-request-id': 'request-of-billing' };
    await call(socket, 'GET', '/api/app', { token: tokens.app, headers });
    // Who did not show that it is an app is not believed.
    await call(socket, 'GET', '/api/person', { token: tokens.person, headers });
    const noted = lines.filter((line) => line.includes('request-of-billing')).map((line) => JSON.parse(line));
    expect(noted).toMatchObject([{ path: '/api/app', caller: 'billing', callerRequestId: 'request-of-billing' }]);
  });

  test('the API reference names the apps', async () => {
    const { json } = await call(socket, 'GET', '/api/openapi.json');
    expect(json.paths['/api/mixed'].get).toMatchObject({ 'x-callers': ['billing'], 'x-required-groups': ['office'] });
    expect(json.paths['/api/app'].get['x-required-groups']).toBeUndefined();
  });

  test('an app without calls in its manifest calls nobody', async () => {
    expect(await call(socket, 'GET', '/api/calls', { token: tokens.person })).toMatchObject({ status: 500 });
    expect(lines.join('')).toContain('CALL_NOT_DECLARED');
  });
});
