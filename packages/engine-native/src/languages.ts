import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Languages } from '@scalr/ports';
import type { Layout } from './layout.ts';

export interface NativeLanguagesOptions {
  readonly layout: Layout;
  /** Of the installers: the machine's, with the settings of pip and uv. */
  readonly env: Readonly<Record<string, string>>;
  /** The Python that somebody named; undefined: found on PATH. */
  readonly python: () => Promise<string | undefined>;
}

/** TypeScript needs nothing more than what this runs on; FastAPI needs a Python with an environment. */
export function createNativeLanguages({ layout, env, python }: NativeLanguagesOptions): Languages {
  return {
    ready: async (backend, template) => {
      if (backend !== 'fastapi') return;
      const { makeEnvironment } = await import('./python/index.ts');
      const project = join(layout.workspace, template, 'backend-fastapi/pyproject.toml');
      await makeEnvironment({
        ...{ installFolder: layout.install, workspaceFolder: layout.workspace, env, keep: [] },
        project: existsSync(project) ? project : null,
        python: await python(),
      });
    },
  };
}
