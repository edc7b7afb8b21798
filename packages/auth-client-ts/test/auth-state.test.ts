import { type AuthState, INITIAL_STATE, reduceAuth } from '@scalr/auth-client/react';
import { expect, test } from 'vitest';
import { SignInError } from '../src/index.ts';

const user = { issuer: 'i', subject: 's', name: 'Ada', username: 'ada', email: null };
const error = new SignInError('loop');

test.each<[string, Parameters<typeof reduceAuth>[1], AuthState]>([
  ['leaving', { type: 'leaving' }, { status: 'leaving' }],
  ['signed in', { type: 'signed-in', user }, { status: 'signed-in', user }],
  ['signed out', { type: 'signed-out', by: 'provider' }, { status: 'signed-out', by: 'provider' }],
  ['failed', { type: 'failed', error }, { status: 'error', error }],
])('%s', (_name, event, state) => {
  for (const from of [INITIAL_STATE, { status: 'leaving' }, { status: 'signed-in', user }] as const) {
    expect(reduceAuth(from, event)).toEqual(state);
  }
});

test('an error says code, what and what helps', () => {
  expect([error.code, error.message, error.fix]).toEqual([
    'AUTH_LOOP',
    'Signing in failed three times within a minute, so it was stopped.',
    'try again; if it stays, tell an administrator',
  ]);
});
