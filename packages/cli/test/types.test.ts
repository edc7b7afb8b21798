import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformUnderTest } from '@scalr/testing';
import { afterAll, expect, test } from 'vitest';

const platform = platformUnderTest('calling-apps');
const { root } = platform;
afterAll(() => platform.remove());

const CLIENTS = join(root, 'packages/api-types/src');
const ROUTES = join(root, 'apps/products/billing/backend/src/routes/invoices.ts');
const codes = (data: { problems: readonly { code: string }[] }) => data.problems.map(({ code }) => code);
const stateOf = (data: { apps: readonly { slug: string; state: string }[] }, slug: string) =>
  data.apps.find((app) => app.slug === slug)?.state;

function routeWith(answer: string): void {
  writeFileSync(
    ROUTES,
    `import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

const invoice = z.object({ ${answer} }).meta({ id: 'Invoice' });

export default defineRoutes((routes) => {
  routes.get('/api/invoices/latest', { access: 'signed-in', summary: 'The last one', response: invoice }, () => {
    throw new Error('not in this test');
  });
});
`,
  );
}

test('what is stale is named with its fix, then written, then fresh; what is left over goes', async () => {
  routeWith('id: z.string(), total: z.int()');
  mkdirSync(join(CLIENTS, 'long-gone'), { recursive: true });
  writeFileSync(join(CLIENTS, 'long-gone/openapi.json'), '{}');
  const check = await platform.cli(['types', '--check', '--json']);
  expect(check.code).toBe(1);
  expect(check.data.problems).toContainEqual({
    code: 'API_TYPES_STALE',
    message: 'The client of billing was made of an older API: api.generated.ts, openapi.json.',
    fix: './scalr types billing',
  });
  expect(codes(check.data)).toContain('API_TYPES_LEFT_OVER');
  expect(existsSync(join(CLIENTS, 'billing'))).toBe(false);

  const written = await platform.cli(['types', '--json']);
  expect([written.code, stateOf(written.data, 'billing'), stateOf(written.data, 'long-gone')]).toEqual([
    0,
    'written',
    'removed',
  ]);
  expect(readFileSync(join(CLIENTS, 'billing/api.generated.ts'), 'utf8')).toContain(
    'export function useGetInvoicesLatest<TData = Invoice>(options?: api.QueryOptions<Invoice, TData>)',
  );
  expect(existsSync(join(CLIENTS, 'long-gone'))).toBe(false);
  const again = await platform.cli(['types', '--check', '--json']);
  expect([again.code, again.data.problems]).toEqual([0, []]);
  expect(new Set(again.data.apps.map(({ state }: { state: string }) => state))).toEqual(new Set(['fresh']));
});

test('a change that breaks callers names the place and them, and is written only where that is accepted', async () => {
  routeWith('id: z.string(), total: z.int().nullable()');
  const refused = await platform.cli(['types', 'billing', '--json']);
  expect(refused.code).toBe(1);
  expect(refused.data).toMatchObject({
    apps: [{ slug: 'billing', state: 'refused' }],
    problems: [
      {
        code: 'API_BREAKING',
        file: 'packages/api-types/src/billing/openapi.json',
        pointer: '/components/schemas/Invoice/properties/total',
        message: expect.stringContaining('desk'),
      },
    ],
  });
  expect(codes((await platform.cli(['types', '--check', '--json'])).data)).toEqual(['API_BREAKING']);
  const client = join(CLIENTS, 'billing/api.generated.ts');
  expect(readFileSync(client, 'utf8')).toContain('total: number;');
  const accepted = await platform.cli(['types', 'billing', '--accept-breaking', '--json']);
  expect([accepted.code, stateOf(accepted.data, 'billing')]).toEqual([0, 'written']);
  expect(readFileSync(client, 'utf8')).toContain('total: number | null;');
});

test('a file that does not load is a problem of its app, with file and line; other apps go on', async () => {
  routeWith('id: z.string(), total: z.int().nullable()');
  writeFileSync(ROUTES, `${readFileSync(ROUTES, 'utf8')}\nconst lost = nowhere;\n`);
  const broken = await platform.cli(['types', '--json']);
  expect(broken.code).toBe(1);
  expect(broken.data.problems).toEqual([
    {
      code: 'BACKEND_NOT_DESCRIBED',
      message: 'the backend of billing cannot be loaded, so nobody knows what its API is: nowhere is not defined',
      fix: 'correct apps/products/billing/backend/src/routes/invoices.ts:12',
      file: 'apps/products/billing/backend/src/routes/invoices.ts',
      line: 12,
    },
  ]);
  expect(stateOf(broken.data, 'desk')).toBe('fresh');
  writeFileSync(ROUTES, 'export default 5;\n');
  expect((await platform.cli(['types', 'billing', '--json'])).data.problems).toMatchObject([
    { code: 'ROUTE_FILE_INVALID' },
  ]);
  writeFileSync(ROUTES, 'enum No { A }\n');
  expect((await platform.cli(['types', 'billing', '--json'])).data.problems).toMatchObject([
    { code: 'BACKEND_NOT_DESCRIBED', file: 'apps/products/billing/backend/src/routes/invoices.ts' },
  ]);
  expect(codes((await platform.cli(['types', 'nobody', '--json'])).data)).toEqual(['APP_UNKNOWN']);
});
