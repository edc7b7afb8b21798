import type { FileSet } from '@scalr/fileset';

export interface PageFile {
  /** `/orders`. One with a part that changes has a `:`. */
  readonly path: string;
  /** Relative to the app's folder. */
  readonly file: string;
}

/** The pages of an app, as `@scalr/app-client` finds them: a file in `pages/` is a route. */
export function pagesOf(files: FileSet): readonly PageFile[] {
  return [...files.keys()]
    .flatMap((file) => {
      const [, name] = /^frontend\/src\/pages\/(.+)\.tsx$/.exec(file) ?? [];
      if (name === undefined) return [];
      const parts = name.split('/').map((part) => part.replace(/^\[(\w+)\]$/, ':$1'));
      return [{ path: `/${parts.join('/')}`.replace(/(?:^|\/)index$/, '') || '/', file }];
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

export const hasChangingPart = ({ path }: PageFile) => path.includes('/:');

/** Whether an address within the app leads to one of its pages. */
export function leadsToPage(pages: readonly PageFile[], pathname: string): boolean {
  const wanted = pathname.replace(/(?<=.)\/$/, '').split('/');
  return pages.some(({ path }) => {
    const parts = path.split('/');
    return (
      parts.length === wanted.length && parts.every((part, index) => part.startsWith(':') || part === wanted[index])
    );
  });
}

/** `index` or `orders-new`: what evidence of a page is called. */
export function evidenceName(path: string): string {
  return path === '/' ? 'index' : path.slice(1).replaceAll(/[^\w-]+/g, '-');
}
