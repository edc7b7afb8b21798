import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { Alias, InlineConfig, Plugin } from 'vite';

export interface FrontendPlace {
  readonly slug: string;
  /** Absolute path of the app's `frontend/`. */
  readonly root: string;
  readonly stateFolder: string;
  readonly installFolder: string;
}

/** What is the same for editing and building. The app's own vite.config.ts, where it has one, is merged below it. */
export function frontendConfig({ slug, root, stateFolder, installFolder }: FrontendPlace): InlineConfig {
  const ownConfig = join(root, 'vite.config.ts');
  const inside = `${root}${sep}`.startsWith(`${installFolder}${sep}`);
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
    plugins: [react(), tailwindcss(), ...(inside ? [] : [installResolver(installFolder)])],
    resolve: {
      dedupe: ['react', 'react-dom'],
      alias: inside ? [] : reactAliases(installFolder),
    },
  };
}

/** Bare imports of an app that lives outside the checkout, and that its own folders do not have, come from the checkout. */
function installResolver(installFolder: string): Plugin {
  const installed = join(installFolder, 'package.json');
  return {
    name: 'scalr:install-folder',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (importer === undefined || !/^(?:@[\w-]+\/)?[a-z]/i.test(source) || source.includes(':')) return null;
      const near = await this.resolve(source, importer, { ...options, skipSelf: true });
      return near ?? (await this.resolve(source, installed, { ...options, skipSelf: true }));
    },
  };
}

/** The prebundler asks for these by name from the app's folder, past every plugin. */
function reactAliases(installFolder: string): Alias[] {
  const require = createRequire(join(installFolder, 'package.json'));
  return REACT.flatMap((specifier) => {
    try {
      return [{ find: new RegExp(`^${specifier}$`), replacement: require.resolve(specifier) }];
    } catch {
      return [];
    }
  });
}

/** Every page needs them; named beforehand so that the first page is not reloaded once they are found. */
export const REACT = ['react', 'react-dom', 'react-dom/client', 'react/jsx-runtime', 'react/jsx-dev-runtime'] as const;
