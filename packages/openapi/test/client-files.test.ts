import { join } from 'node:path';
import { createApiReader, layoutOf } from '@scalr/engine-native';
import { CLIENT_FILE, clientFiles, DOCUMENT_FILE } from '@scalr/openapi';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const BACKENDS = join(ROOT, 'packages/testing/backends');
const PATH = process.env.PATH ?? '';

test('both languages give the same client, byte by byte, twice', { timeout: 400_000 }, async () => {
  const layout = layoutOf(ROOT, ROOT, process.getuid?.() ?? 0);
  const apis = createApiReader({ layout, environment: { PATH }, python: async () => undefined });
  const common = { slug: 'example', healthPath: '/api/health', auth: true, env: {} } as const;
  const [typescript, fastapi] = await apis.read([
    { ...common, backend: join(BACKENDS, 'typescript'), language: 'typescript' },
    { ...common, backend: join(BACKENDS, 'fastapi'), language: 'fastapi' },
  ]);
  if (!typescript?.ok || !fastapi?.ok) throw new Error(JSON.stringify([typescript, fastapi]));
  const one = clientFiles('example', typescript.document);
  expect(clientFiles('example', fastapi.document)).toEqual(one);
  expect(clientFiles('example', JSON.parse(one.get(DOCUMENT_FILE)?.content as string))).toEqual(one);
  expect(String(one.get(CLIENT_FILE)?.content)).toContain('export function useGetNotesById<TData = Note>(id: string,');
});
