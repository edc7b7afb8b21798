import { randomUUID } from 'node:crypto';
import type { ApiDocument, Method } from '@scalr/openapi';
import { type Bench, shown } from './bench.ts';
import type { Collection, CollectionRoute } from './collections.ts';
import { mayOpen, peopleOf } from './people.ts';

/** Every route refuses who has no token, and those that only answer do not fail. */
export async function guardRoutes(bench: Bench): Promise<void> {
  const { document, collections, subject } = bench;
  const known = peopleOf(subject.app.manifest);
  const routes = routesOf(document);
  const guarded = routes.filter(({ operation }) => operation.security.length > 0);
  const plain = routes.filter((route) => isPlain(route, collections));
  await Promise.all([
    ...guarded.map(async (route) => {
      const body = route.method === 'get' || route.method === 'delete' ? {} : { body: {} };
      const answer = await bench.ask('anon', route, { id: randomUUID(), ...body });
      if (answer.status === 401 || answer.status >= 500) return;
      const collection = collections.find(({ path }) => path === route.path.replace(/\/\{\w+\}$/, '')) ?? null;
      const did = answer.did.replace('as anon', 'without a token');
      bench.report('no401', route, collection, { did, got: shown(answer), expected: '401' });
    }),
    ...plain.map(async (route) => {
      const needed = [...subject.app.manifest.auth.required_groups, ...route.operation['x-required-groups']];
      const as = route.operation.security.length === 0 ? 'anon' : known.find((one) => mayOpen(needed, one));
      // An error of the server is noted by the bench.
      if (as !== undefined && (as !== 'anon' || route.operation.security.length === 0)) await bench.ask(as, route);
    }),
  ]);
}

/** Hand-written, and can be asked without knowing anything. */
function isPlain({ method, path, operation, rules }: CollectionRoute, collections: readonly Collection[]): boolean {
  const needs = operation.parameters.some(({ required }) => required);
  const isOwn = rules === null && operation['x-callers'].length === 0;
  return method === 'get' && !path.includes('{') && !needs && isOwn && collections.every((one) => one.path !== path);
}

function routesOf({ paths }: ApiDocument): readonly CollectionRoute[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...{ method: method as Method, path, operation },
      rules: operation['x-access'] ?? null,
    })),
  );
}
