import type { ComponentType } from 'react';

/** A page in the menu: `export const nav = { label: 'Notes', order: 10 }`. */
export interface PageNav {
  readonly label: string;
  /** Smaller comes first; default 100, then by label. */
  readonly order?: number;
}

/** What a file in `pages/` exports. */
export interface PageModule {
  readonly default: ComponentType;
  readonly nav?: PageNav;
}

export interface PageFile {
  /** `/notes/:id`, as the router has it. */
  readonly path: string;
  readonly load: () => Promise<PageModule>;
}

/** What `import.meta.glob('./pages/**\/*.tsx')` gives: a loader for each file. */
export type PageGlob = Readonly<Record<string, () => Promise<unknown>>>;

/** `./pages/index.tsx` is `/`, `./pages/notes.tsx` is `/notes`, `./pages/notes/[id].tsx` is `/notes/:id`. */
export function pagePath(file: string): string {
  const name = file.replace(/^.*?\/pages\//, '').replace(/\.tsx$/, '');
  const parts = name.split('/').map((part) => part.replace(/^\[(\w+)\]$/, ':$1'));
  return `/${parts.join('/')}`.replace(/(?:^|\/)index$/, '') || '/';
}

/** Every page, by path. @throws Error where a file exports no page: the mistake is said with its name. */
export function pageFiles(files: PageGlob): readonly PageFile[] {
  return Object.entries(files)
    .map(([file, load]) => ({ path: pagePath(file), load: () => load().then((module) => asPage(file, module)) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function asPage(file: string, module: unknown): PageModule {
  if (typeof (module as Partial<PageModule>).default === 'function') return module as PageModule;
  throw new Error(`${file} exports no page: write "export default function ..." in it.`);
}

export interface MenuEntry {
  readonly path: string;
  readonly label: string;
}

/** The entries of the menu, in their order. A page that cannot be loaded has none; opening it says why. */
export async function menuOf(pages: readonly PageFile[]): Promise<readonly MenuEntry[]> {
  const loaded = await Promise.allSettled(pages.map(({ load }) => load()));
  return loaded
    .flatMap((result, index) => {
      const nav = result.status === 'fulfilled' ? result.value.nav : undefined;
      return nav === undefined ? [] : [{ path: pages[index]!.path, label: nav.label, order: nav.order ?? 100 }];
    })
    .sort((a, b) => a.order - b.order || a.label.localeCompare(b.label))
    .map(({ path, label }) => ({ path, label }));
}
