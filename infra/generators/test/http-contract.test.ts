import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readApi, recordRoutes, typeOf } from '../http/open-api.ts';
import { problemAnswers } from '../http/problem-answers.ts';
import { PROBLEM_FIXES } from '../http/problem-fixes.ts';
import { tokenAnswers } from '../http/token-answers.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

function sourcesOf(folder: string): string {
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.py'));
  return names.map((name) => readFileSync(join(ROOT, folder, name), 'utf8')).join('\n');
}

it('finds what a backend answers: by a problem, by a table, by a variable, by a parameter', async () => {
  const answers = await problemAnswers();
  const of = (code: string) => answers.find((one) => one.code === code);
  expect(of('IF_MATCH_MISSING')).toEqual({
    code: 'IF_MATCH_MISSING',
    statuses: [428],
    details: ['A change of this has to say which state it is meant for.'],
    fix: 'send the ETag of the last answer as If-Match',
  });
  expect(of('OVERLAP')?.statuses).toEqual([409]);
  expect(of('BAD_REQUEST')?.statuses).toEqual([400, 408, 431]);
  expect(of('NOT_FOUND')?.details).toEqual(['There is nothing here.']);
  expect(of('VALIDATION_FAILED')?.details).toEqual(['The <place> of the request is not as it should be.']);
  expect(of('DATABASE_UNAVAILABLE')?.fix).toBe('try again in a few seconds');
});

it('says no fix of a problem that nobody answers', async () => {
  const codes = (await problemAnswers()).map(({ code }) => code);
  expect(Object.keys(PROBLEM_FIXES).filter((code) => !codes.includes(code))).toEqual([]);
});

it('a backend of Python answers the same codes, about requests and about tokens', async () => {
  const problems = (await problemAnswers()).map(({ code }) => code);
  const own = sourcesOf('packages/app-server-py/src/scalr_app_server');
  expect(problems.filter((code) => !own.includes(`"${code}"`))).toEqual([]);
  const tokens = (await tokenAnswers()).map(({ code }) => code);
  const auth = sourcesOf('packages/auth-client-py/src/scalr_auth_client');
  expect(tokens.filter((code) => !auth.includes(`"${code}"`))).toEqual([]);
  expect([problems.length > 20, tokens.length > 10]).toEqual([true, true]);
});

it('knows the routes of a kind of record, the list first', async () => {
  expect(recordRoutes(await readApi()).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /api/notes',
    'POST /api/notes',
    'GET /api/notes/{id}',
    'PATCH /api/notes/{id}',
    'DELETE /api/notes/{id}',
  ]);
});

it.each([
  [{ type: 'integer', minimum: 1, maximum: 200, default: 50 }, 'whole number, 1 to 200, default `50`'],
  [{ type: ['null', 'string'] }, 'text or null'],
  [{ type: 'string', maxLength: 9 }, 'text of at most 9 characters'],
  [{ type: 'array', items: { type: 'string' } }, 'list of texts'],
  [{ enum: ['a', 'b'] }, '`a`, `b`'],
] as const)('says %j in a few words', (schema, words) => {
  expect(typeOf(schema)).toBe(words);
});
