import { existsSync } from 'node:fs';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';
import { rescanStyles } from './rescan-styles.ts';

export interface FrontendPlace {
  readonly slug: string;
  /** Absolute path of the app's `frontend/`. */
  readonly root: string;
  readonly stateFolder: string;
}

/** What is the same for editing and building. The app's own vite.config.ts, where it has one, is merged below it. */
export function frontendConfig({ slug, root, stateFolder }: FrontendPlace): InlineConfig {
  const ownConfig = join(root, 'vite.config.ts');
  return {
    root,
    base: '/',
    appType: 'spa',
    configFile: existsSync(ownConfig) ? ownConfig : false,
    configLoader: 'native',
    // A frontend learns everything at run time; what is in an env file is none of a browser's business.
    envDir: false,
    cacheDir: join(stateFolder, 'cache', 'vite', slug),
    clearScreen: false,
    plugins: [react(), tailwindcss(), rescanStyles()],
    resolve: { dedupe: ['react', 'react-dom'] },
  };
}

/**
 * Every page needs them; named beforehand so that the first page is not reloaded once they are found. The last one is
 * needed by the sign-in, in a package that is served as it stands and so is not searched.
 */
export const EVERY_PAGE = [
  ...['react', 'react-dom', 'react-dom/client', 'react/jsx-runtime', 'react/jsx-dev-runtime'],
  'oauth4webapi',
] as const;
