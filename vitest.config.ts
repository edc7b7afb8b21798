import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{packages,services,infra}/**/test/**/*.{test,spec}.{ts,tsx}',
      '{apps,clients,template-app}/**/test/**/*.test.{ts,tsx}',
    ],
    globalSetup: ['packages/testing/src/vitest-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
