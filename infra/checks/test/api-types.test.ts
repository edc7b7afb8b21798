import { join } from 'node:path';
import { expect, test } from 'vitest';
import { staleTypes } from '../../stale-types.ts';

test('the clients of all apps are what their backends say, and no caller is broken', { timeout: 120_000 }, async () => {
  expect(await staleTypes(join(import.meta.dirname, '..', '..', '..'))).toEqual([]);
});
