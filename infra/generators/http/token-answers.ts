import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { authErrors, callErrors } from '../../../packages/auth-client-ts/src/server/errors.ts';

/** A refusal of whoever asks, or of a call on their behalf. */
export interface TokenAnswer {
  readonly status: string;
  readonly code: string;
  readonly title: string;
}

const FOLDER = resolve(import.meta.dirname, '../../../packages/auth-client-ts/src/server');
const FILES = ['auth-failure.ts', 'call-tokens.ts', 'app-caller.ts'];
type Titles = Readonly<Record<string, { readonly code: string; readonly title: string }>>;
const CATALOGUES: Readonly<Record<string, Titles>> = {
  authErrors: authErrors.definitions,
  callErrors: callErrors.definitions,
};

/** Every `new AuthFailure(status, catalogue.problem(name))` of the auth client, with what its catalogue says of it. */
export async function tokenAnswers(): Promise<readonly TokenAnswer[]> {
  const sources = await Promise.all(FILES.map((name) => readFile(resolve(FOLDER, name), 'utf8')));
  return [...sources.join('\n').matchAll(/new AuthFailure\(\s*(\d{3}),\s*(\w+)\.problem\('(\w+)'/g)]
    .map(([, status = '', catalogue = '', name = '']) => {
      const definition = CATALOGUES[catalogue]?.[name];
      if (definition === undefined) throw new Error(`${catalogue} has no ${name}`);
      return { status, code: definition.code, title: definition.title };
    })
    .sort((a, b) => (a.status + a.code < b.status + b.code ? -1 : 1));
}
