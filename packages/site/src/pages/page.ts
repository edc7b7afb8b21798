/** One page, read from a Markdown file that stays as it reads well on a code host: no front matter, relative links. */
export interface Page {
  /** Path in the site without slashes around it: `guides/deploy`. */
  readonly id: string;
  /** Absolute path of its Markdown. */
  readonly file: string;
  readonly title: string;
  /** Plain text of one sentence; empty where the page begins without prose. */
  readonly description: string;
  /** Markdown below the title, links as the site has them. */
  readonly body: string;
  /** The whole as it is served beside the page, links leading to other such texts. */
  readonly twin: string;
  readonly pictures: readonly Picture[];
  readonly hasDiagram: boolean;
}

export interface Picture {
  /** Absolute. */
  readonly file: string;
  /** In the site; changes with what it shows. */
  readonly path: string;
  /** In pixels; null: not known of this kind of file. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** Something on a page that a build cannot make sense of. */
export class PageError extends Error {
  readonly loc: { readonly file: string; readonly line: number };

  constructor(message: string, file: string, line: number) {
    super(message);
    this.name = 'PageError';
    this.loc = { file, line };
  }
}

/** Address of a page, and of its Markdown. */
export const pageUrl = (id: string): string => (id === '' ? '/' : `/${id}/`);
export const twinUrl = (id: string): string => (id === '' ? '/llms.txt' : `/${id}.md`);
