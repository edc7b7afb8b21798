import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

/** Builds a frontend the way the platform does, into a folder of its own. Returns that folder. */
export async function buildFrontend(root: string): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'frontend-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [react(), tailwindcss()],
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}
