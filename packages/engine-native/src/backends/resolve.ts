import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Resolution {
  /** Bare specifier to the absolute path of the module that stands for it; wherever the importer lives. */
  readonly entries: Readonly<Record<string, string>>;
  /** Where packages are looked for that an app's own folders do not have. */
  readonly installFolder: string;
}

/** Makes every later import follow the resolution. Returns how to take it back. */
export function resolveStack({ entries, installFolder }: Resolution): () => void {
  const urls = new Map(Object.entries(entries).map(([specifier, path]) => [specifier, pathToFileURL(path).href]));
  const installed = pathToFileURL(join(installFolder, 'package.json')).href;
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const url = urls.get(specifier);
      // A require() wants what a CommonJS package exports, not the namespace that stands for it.
      if (url !== undefined && !context.conditions.includes('require')) return { url, shortCircuit: true };
      try {
        return nextResolve(specifier, context);
      } catch (cause) {
        if (!isBare(specifier) || (cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
        try {
          return nextResolve(specifier, { ...context, parentURL: installed });
        } catch {
          throw cause;
        }
      }
    },
  });
  return () => hooks.deregister();
}

function isBare(specifier: string): boolean {
  return /^(?:@[a-z0-9-]+\/)?[a-z]/i.test(specifier) && !/^[a-z][a-z0-9+.-]*:/i.test(specifier);
}
