import { completeAnswers, ignoredBy, proposeSlug } from '@scalr/scaffold';
import { expect, it } from 'vitest';

it.each([
  ['Club packing list', 'club-packing-list'],
  ["Anna's Übersicht & Größen", 'annas-ubersicht-grossen'],
  ['2026 Budget', 'budget'],
  ['X', 'x-app'],
  ['東京', ''],
  ['A name with many words that is far too long for an address', 'a-name-with-many-words-that-is-far-too'],
])('proposes for %s the slug %s', (name, slug) => {
  expect(proposeSlug(name)).toBe(slug);
});

it('names everything that is missing, and every wrong choice, in one error', () => {
  const answered = completeAnswers({ kind: 'toy', backend: 'cobol' });
  expect(!answered.ok && answered.problems.map(({ code, message }) => [code, message])).toEqual([
    ['NEW_APP_MISSING', 'A new app needs name and description, and there is no terminal to ask at.'],
    ['NEW_APP_BAD_CHOICE', '--kind is "toy", which is none of product, client, internal, platform.'],
    ['NEW_APP_BAD_CHOICE', '--backend is "cobol", which is none of typescript, fastapi.'],
  ]);
});

it('refuses a folder where an app of that kind cannot lie', () => {
  const answered = completeAnswers({ name: 'A b', description: 'c', kind: 'client', folder: 'apps' });
  expect(!answered.ok && answered.problems[0].message).toBe('An app of kind client lies in clients/a-b, not in apps.');
});

it('passes over what work leaves behind, at any depth, and what .gitignore names', () => {
  const ignored = ignoredBy(['/secret.txt\n# comment\n*.scalr-tmp\ngenerated/\n']);
  const cruft = [
    ...['backend/node_modules/pg/x.js', 'backend/src/__pycache__/a.pyc', 'backend/.venv/bin/python', '.env'],
    ...[
      'frontend/dist/a.js',
      'test-results/a.png',
      'frontend/tsconfig.tsbuildinfo',
      'secret.txt',
      'a/b.scalr-tmp',
      'x/generated/y',
    ],
  ];
  expect(cruft.filter((path) => !ignored(path))).toEqual([]);
  const kept = ['.env.app', 'src/distance.ts', 'a/secret.txt', '.gitignore', 'backend/src/env.ts'];
  expect(kept.filter((path) => ignored(path))).toEqual([]);
});
