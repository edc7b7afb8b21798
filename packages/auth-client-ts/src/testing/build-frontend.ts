import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

/**
 * Builds a frontend the way the platform does, into a folder of its own. Returns that folder.
 * `development` keeps React's own checks, among them that everything mounts twice under StrictMode.
 */
export async function buildFrontend(root: string, kind: 'production' | 'development' = 'production'): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'frontend-'));
  const before = process.env.NODE_ENV;
  // Vite asks the environment, and a test runner has set it to something else.
  process.env.NODE_ENV = kind;
  try {
    await build({
      root,
      mode: kind,
      configFile: false,
      logLevel: 'error',
      plugins: [react(), tailwindcss()],
      build: { outDir, emptyOutDir: true, minify: kind === 'production' },
    });
  } finally {
    process.env.NODE_ENV = before;
  }
  return outDir;
}
