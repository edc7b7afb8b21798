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
