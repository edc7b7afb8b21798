import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from './browser.ts';
import { addPerson, app, type RunningIdentity, runIdentity } from './running-identity.ts';

let identity: RunningIdentity;
beforeAll(async () => {
  identity = await runIdentity();
  await identity.admin('PUT', '/clients', [app('hello')]);
  await addPerson(identity, 'ada', ['staff']);
});
afterAll(() => identity.stop());

test('a person signs in and the app gets tokens', async () => {
  const tokens = await new Browser(identity).tokens('hello', 'ada');
  expect(tokens.token_type).toBe('Bearer');
});
