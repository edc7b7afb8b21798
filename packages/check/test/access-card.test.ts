import { expect, test } from 'vitest';
import { accessCard } from '../src/access-card.ts';
import type { Subject } from '../src/subject.ts';

const operation = (operationId: string, more: object = {}) => ({
  operationId,
  security: [{ bearer: [] }],
  responses: { 200: { description: 'OK' } },
  ...more,
});

const document = {
  openapi: '3.1.0',
  info: { title: 'club', version: '1' },
  paths: {
    '/api/health': { get: operation('getHealth', { security: [] }) },
    '/api/me': { get: operation('getMe') },
    '/api/feedback-notes': {
      get: operation('a', { 'x-access': ['owner', 'group:managers'] }),
      post: operation('b', { 'x-access': ['owner'] }),
    },
    '/api/feedback-notes/{id}': { get: operation('c', { 'x-access': ['owner', 'group:managers'] }) },
    '/api/tools': {
      get: operation('d', { 'x-access': ['public-read'], security: [] }),
      post: operation('e', { 'x-access': ['group:managers'], 'x-required-groups': ['managers'] }),
    },
    '/api/tools/{id}': { patch: operation('f', { 'x-access': ['shared'] }) },
    '/api/board': { get: operation('g', { 'x-required-groups': ['managers'] }) },
    '/api/sums': { get: operation('h', { 'x-callers': ['billing'] }) },
    '/api/hello': { get: operation('i', { security: [] }) },
  },
};

test('says in plain words who may do what', async () => {
  const manifest = { auth: { required: true, required_groups: ['club'] }, backend: 'typescript' };
  const app = { slug: 'club', manifest: { ...manifest, routing: { health_path: '/api/health' } } };
  const card = await accessCard({ app, apiDocument: async () => document } as unknown as Subject);
  expect(card).toBe(`Who can do what
  open the app: whoever is in club
  feedback notes
    see     their own; whoever is in managers
    add     everybody who may open the app, for themselves
    change  nobody
    delete  nobody
  tools
    see     everybody
    add     whoever is in managers
    change  everybody who may open the app
    delete  nobody
  GET /api/board: whoever is in managers
  GET /api/hello: everybody
  GET /api/sums: the apps billing`);
});

const USER = "NULLIF(current_setting('app.user_id'::text, true), ''::text)";
const GROUPS = "(COALESCE(NULLIF(current_setting('app.groups'::text, true), ''::text), '[]'::text))::jsonb";
const MINE = `(driver_id = ${USER})`;

test('of routes written by hand it says what the table lets anybody do', async () => {
  const paths = {
    '/api/rides': { get: operation('a', { 'x-access': ['shared'] }), post: operation('b') },
    '/api/rides/{ride_id}': { patch: operation('c'), delete: operation('d', { 'x-required-groups': ['managers'] }) },
    '/api/rides/{id}/join': { post: operation('e') },
    '/api/seats': { get: operation('f'), post: operation('g') },
    '/api/seats/{id}': { patch: operation('h'), delete: operation('i') },
  };
  const policies = [
    ['public.rides', 'rides', 'r', `(${USER} IS NOT NULL)`],
    ['public.rides', 'rides', 'a', `(${MINE} AND ${MINE})`],
    ['public.rides', 'rides', 'w', MINE],
    ['public.rides', 'rides', 'd', `(${MINE} OR (${GROUPS} ? 'managers'::text))`],
    ['public.seats', 'seats', 'r', 'true'],
    ['public.seats', 'seats', 'a', `((${USER} IS NOT NULL) AND ("riderId" = ${USER}))`],
    ['public.seats', 'seats', 'w', 'is_friend(rider_id)'],
  ];
  const manifest = { slug: 'club', auth: { required: true, required_groups: [] }, backend: 'typescript', database: {} };
  const app = { slug: 'club', manifest: { ...manifest, routing: { health_path: '/api/health' } } };
  const query = async () => ({ columns: [], rows: policies, truncated: false });
  const subject = { app, query, apiDocument: async () => ({ ...document, paths }) } as unknown as Subject;
  expect(await accessCard(subject)).toBe(`Who can do what
  open the app: everybody who can sign in
  rides
    see     everybody who may open the app
    add     everybody who may open the app, for themselves (written by hand, may refuse more)
    change  their own (written by hand, may refuse more)
    delete  their own; whoever is in managers, and only whoever is in managers (written by hand, may refuse more)
  seats
    see     everybody (written by hand, may refuse more)
    add     everybody who may open the app (written by hand, may refuse more)
    change  everybody who may open the app, as far as a policy of the table's own lets them (written by hand)
    delete  nobody; a route written by hand does something else there, for everybody who may open the app
  POST /api/rides/{id}/join: everybody who may open the app`);
});
