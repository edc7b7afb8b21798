import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './packages/testing/src/longest-first.ts';

export default defineConfig({
  test: {
    include: [
      '{packages,services,infra}/**/test/**/*.{test,spec}.{ts,tsx}',
      '{apps,clients,template-app}/**/test/**/*.test.{ts,tsx}',
    ],
    globalSetup: ['packages/testing/src/vitest-setup.ts'],
    // A file waits for browsers and servers half of its time, so also two cores have work for two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
