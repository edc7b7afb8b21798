import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';

test('everything a page needs to sign people in is at most 10 kB, gzip, React aside', async () => {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  const result = (await build({
    root: import.meta.dirname,
    mode: 'production',
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      rolldownOptions: {
        input: join(import.meta.dirname, 'everything.ts'),
        external: [/^react/],
        preserveEntrySignatures: 'strict',
      },
    },
  })) as Rolldown.RolldownOutput;
  process.env.NODE_ENV = before;
  const code = result.output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
  const size = gzipSync(code, { level: 9 }).length;
  console.log(`@scalr/auth-client/react: ${size} bytes, gzip, with oauth4webapi`);
  expect(code).toContain('code_challenge');
  expect(size).toBeLessThanOrEqual(10_000);
});
