import { changeProse } from './prose.ts';

export interface Link {
  readonly isPicture: boolean;
  /** Markdown between the brackets. */
  readonly text: string;
  /** As written, without `#…`. */
  readonly path: string;
  /** With its `#`, or empty. */
  readonly fragment: string;
  /** 1-based line of the text it stands in. */
  readonly line: number;
}

const LINK = /(!?)\[((?:[^[\]]|\[[^[\]]*\])*)\]\(([^()\s]+)\)/g;
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/|#|$)/i;

/** Puts what `written` says in the place of every link to a file; those to other hosts and within the page stay. */
export function rewriteLinks(markdown: string, written: (link: Link) => string): string {
  return changeProse(markdown, (prose, restored) =>
    prose.replace(LINK, (whole, mark: string, text: string, target: string, offset: number) => {
      const [path = '', ...rest] = target.split('#');
      if (ELSEWHERE.test(path)) return whole;
      const fragment = rest.length === 0 ? '' : `#${rest.join('#')}`;
      const line = restored(prose.slice(0, offset)).split('\n').length;
      return written({ isPicture: mark === '!', text: restored(text), path, fragment, line });
    }),
  );
}
