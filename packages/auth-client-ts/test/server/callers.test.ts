import { type AuthFailure, createVerifier, requireUser } from '@scalr/auth-client/server';
import { AUDIENCE, accessToken, CLIENT_ID, ISSUER, keyServer, signingKey } from '@scalr/auth-client/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const key = await signingKey('k1');
const keys = await keyServer([key]);
const now = Math.floor(Date.now() / 1_000);
afterAll(() => keys.close());

const verifier = (callers?: readonly string[], requiredGroups: readonly string[] = []) =>
  createVerifier({
    ...{ profile: 'embedded', issuer: ISSUER, jwksUrl: keys.url, audience: AUDIENCE, clientId: CLIENT_ID },
    ...{ requiredGroups, ...(callers === undefined ? {} : { callers }) },
  });
const refused = (status: number, code: string) =>
  expect.objectContaining({ status, problem: expect.objectContaining({ code }) });

// Whatever a provider may add: an app is in no group.
const SELF = {
  ...{ sub: 'billing.service', client_id: 'billing.service', groups: ['staff'] },
  ...{ sid: undefined, name: undefined, preferred_username: undefined, email: undefined },
};
const FOR_A_PERSON = { client_id: 'billing.service', act: { sub: 'billing.service', act: { sub: 'desk.service' } } };

let person: string;
let self: string;
let forPerson: string;
beforeAll(async () => {
  [person, self, forPerson] = (await Promise.all(
    [{}, SELF, FOR_A_PERSON].map((claims) => accessToken(key, { now, claims })),
  )) as [string, string, string];
});

test('who calls is told: nobody, an app for itself, an app for a person', async () => {
  const mine = verifier(['billing']);
  expect(await mine.verify(person)).toMatchObject({ kind: 'person', caller: null });
  expect(await mine.verify(self)).toMatchObject({
    ...{ kind: 'app', caller: 'billing', subject: 'billing.service', groups: [] },
    ...{ name: null, username: null, email: null, sessionId: null },
  });
  expect(await mine.verify(forPerson)).toMatchObject({ kind: 'person', caller: 'billing', subject: 'a1b2' });
});

test.each([undefined, [], ['bill', 'billing.service', 'other']])(
  'callers %j let billing in by no token',
  async (list) => {
    const mine = verifier(list);
    await expect(mine.verify(self)).rejects.toEqual(refused(403, 'AUTH_CALLER_REFUSED'));
    await expect(mine.verify(forPerson)).rejects.toEqual(refused(403, 'AUTH_CALLER_REFUSED'));
    expect((await mine.verify(person)).caller).toBeNull();
  },
);

test('a token that was issued to another app counts as its call, whatever else it says', async () => {
  const claims = { client_id: 'other' };
  const token = await accessToken(key, { now, claims });
  await expect(verifier(['billing']).verify(token)).rejects.toEqual(refused(403, 'AUTH_CALLER_REFUSED'));
  const asOurs = await accessToken(key, { now, claims: { act: { sub: 'other.service' } } });
  await expect(verifier(['billing']).verify(asOurs)).rejects.toEqual(refused(403, 'AUTH_CALLER_REFUSED'));
});

test('a token of an app that may call, with a subject like a person and no actor, counts as the app', async () => {
  const token = await accessToken(key, { now, claims: { client_id: 'billing.service' } });
  expect(await verifier(['billing']).verify(token)).toMatchObject({ kind: 'app', caller: 'billing', groups: [] });
});

test.each([null, {}, 'billing.service', { sub: 7 }, { sub: '' }, [], 0])('an actor like %j is refused', async (act) => {
  const token = await accessToken(key, { now, claims: { client_id: 'billing.service', act } });
  await expect(verifier(['billing']).verify(token)).rejects.toEqual(refused(401, 'AUTH_TOKEN_INVALID'));
});

test("the app's groups are asked of people, also behind a caller, and of no app", async () => {
  const mine = verifier(['billing'], ['office']);
  await expect(mine.verify(person)).rejects.toEqual(refused(403, 'AUTH_GROUP_MISSING'));
  await expect(mine.verify(forPerson)).rejects.toEqual(refused(403, 'AUTH_GROUP_MISSING'));
  expect((await mine.verify(self)).kind).toBe('app');
});

describe('requireUser', () => {
  const ask = (token: string, options?: Parameters<typeof requireUser>[2]) =>
    requireUser(verifier(['billing', 'desk']), { headers: { authorization: `Bearer ${token}` } }, options).then(
      ({ kind }) => kind,
      (error: AuthFailure) => error.problem.code,
    );

  test.each<[string, Parameters<typeof requireUser>[2], [string, string, string]]>([
    ['nothing said', undefined, ['person', 'AUTH_PERSON_NEEDED', 'person']],
    ['a group', { groups: ['staff'] }, ['person', 'AUTH_PERSON_NEEDED', 'person']],
    ['an app as well', { apps: ['billing'] }, ['person', 'app', 'person']],
    ['another app as well', { apps: ['desk'] }, ['person', 'AUTH_PERSON_NEEDED', 'person']],
    ['an app and a group', { apps: ['billing'], groups: ['no'] }, ['AUTH_GROUP_MISSING', 'app', 'AUTH_GROUP_MISSING']],
    ['an app alone', { apps: ['billing'], people: false }, ['AUTH_APP_NEEDED', 'app', 'AUTH_APP_NEEDED']],
    ['nobody', { people: false }, ['AUTH_APP_NEEDED', 'AUTH_PERSON_NEEDED', 'AUTH_APP_NEEDED']],
  ])('%s: person, app, person behind an app', async (_what, options, expected) => {
    expect([await ask(person, options), await ask(self, options), await ask(forPerson, options)]).toEqual(expected);
  });
});
