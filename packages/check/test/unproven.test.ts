import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { printReport } from '../src/index.ts';
import { runCheck } from '../src/run-check.ts';
import { apiStage } from '../src/stages/api/index.ts';
import type { Persona, Stage, Subject } from '../src/subject.ts';

const body = (properties: object) => ({
  content: { 'application/json': { schema: { type: 'object', properties, required: Object.keys(properties) } } },
});
const operation = (operationId: string, more: object = {}) => ({
  operationId,
  security: [{ bearer: [] }],
  responses: { 200: body({ id: { type: 'string' } }) },
  ...more,
});
const shared = { 'x-access': ['shared'] };
const rideId = { rideId: { type: 'string', format: 'uuid' } };

const document = {
  openapi: '3.1.0',
  info: { title: 'rides', version: '1' },
  paths: {
    '/api/rides': { post: operation('a', { ...shared, requestBody: body({ to: { type: 'string' } }) }) },
    '/api/rides/{id}': { get: operation('b', shared) },
    '/api/seats': { post: operation('c', { requestBody: body(rideId) }) },
    '/api/seats/{id}': { get: operation('d') },
  },
};

/** An app whose rides anybody may offer, and whose seats its own rules give to whom they like. */
function carPool(mayTake: (driver: Persona, rider: Persona) => boolean) {
  const rows = new Map<string, { readonly by: Persona; readonly row: object }>();
  const taken: string[] = [];
  const http: Subject['http'] = async (path, { method = 'GET', as = 'anon', body: text = '{}' } = {}) => {
    const answer = (status: number, json: object, headers = {}) => ({ status, text: JSON.stringify(json), headers });
    if (as === 'anon') return answer(401, {});
    if (method === 'GET') {
      const found = rows.get(path);
      return answer(found === undefined ? 404 : 200, found?.row ?? {});
    }
    const sent = JSON.parse(String(text)) as { readonly to?: unknown; readonly rideId?: string };
    if (path === '/api/rides' && typeof sent.to !== 'string') {
      return answer(422, { errors: [{ pointer: '/to' }] });
    }
    const driver = rows.get(`/api/rides/${sent.rideId}`)?.by;
    if (path === '/api/seats' && (driver === undefined || !mayTake(driver, as))) {
      return answer(409, { title: 'Conflict', detail: 'No seat for you.', requestId: randomUUID() });
    }
    if (path === '/api/seats') taken.push(`${as} with ${driver}`);
    const location = `${path}/${randomUUID()}`;
    const row = { id: location.split('/').at(-1), ...sent };
    rows.set(location, { by: as, row });
    return answer(201, row, { location });
  };
  const auth = { required: true, required_groups: [], groups: [] };
  const app = {
    slug: 'rides',
    folder: 'rides',
    url: '',
    manifest: { slug: 'rides', auth, backend: 'typescript', database: {} },
  };
  const query = async () => ({ columns: [], rows: [['seats', 'ride_id', 'rides']], truncated: false });
  const subject = { app, query, http, root: tmpdir(), apiDocument: async () => document, restart: async () => {} };
  return { subject: subject as unknown as Subject, taken };
}

const nothing: Stage = async () => [];
const check = (subject: Subject) =>
  runCheck(subject, {
    ...{ manifest: nothing, schema: nothing, types: nothing, contract: nothing, ui: nothing, real: nothing },
    api: apiStage,
  });

test('where a rule keeps people from their own, the record is made with what somebody else has made', async () => {
  const { subject, taken } = carPool((driver, rider) => driver !== rider);
  const { passed, stages } = await check(subject);
  expect([passed, stages.flatMap(({ notes = [] }) => notes)]).toEqual([true, []]);
  expect(taken).toEqual(['member with other']);
});

test('a kind of record that cannot be made is no fault, and the report says that it is not proven', async () => {
  const { subject } = carPool(() => false);
  const report = await check(subject);
  const notes = report.stages.flatMap(({ notes = [] }) => notes);
  expect(report.passed, JSON.stringify(report.stages)).toBe(true);
  expect(notes).toEqual([
    {
      says: 'seats: not proven, because none could be made; features.json may prove what the schema cannot say',
      got: expect.stringMatching(
        /^409 Conflict: No seat for you\. \(12 times\)\nfirst POST \/api\/seats as member with \{"rideId":"[\w-]+"\}$/,
      ),
    },
  ]);
  const printed = printReport(report, { accessCard: 'Who can do what', screenshots: [] });
  expect(printed).toContain('\n\n[note] api seats: not proven, because none could be made; ');
  expect(printed).toContain('\n  got       409 Conflict: No seat for you. (12 times)\n');
});
