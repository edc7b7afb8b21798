import { join } from 'node:path';
import { backendConformance } from '@scalr/testing/backend-conformance';
import { pythonInterpreter } from '@scalr/testing/python';
import { expect, test } from 'vitest';

const BACKENDS = join(import.meta.dirname, '..', 'backends');

const typescript = backendConformance({
  name: 'TypeScript backend',
  argv: async () => [process.execPath, join(BACKENDS, 'typescript/src/main.ts')],
});
const fastapi = backendConformance({
  name: 'FastAPI backend',
  argv: async () => [await pythonInterpreter(), join(BACKENDS, 'fastapi/src/main.py')],
});

test('both answer alike, and their OpenAPI documents are the same', () => {
  expect(typescript.size).toBeGreaterThan(250);
  const names = [...new Set([...typescript.keys(), ...fastapi.keys()])];
  for (const name of names) expect(fastapi.get(name), name).toEqual(typescript.get(name));
});
