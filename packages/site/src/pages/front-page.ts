import { filledSections, type Section } from '../config/sidebar.ts';
import { type Page, pageUrl, twinUrl } from './page.ts';
import { imageTag, pictureOf } from './picture.ts';

/** What stands on the front page, besides the list of what there is. */
export interface FrontPage {
  readonly title: string;
  readonly description: string;
  readonly sections: readonly Section[];
  /** How the product looks: absolute paths of one picture for each theme. */
  readonly look: { readonly light: string; readonly dark: string; readonly alt: string };
}

/** A section with more pages than this shows the first few of them: the others would hide the sections below. */
const SHOWN_WHOLE = 10;
const SHOWN = 6;

export function frontPage({ title, description, sections, look }: FrontPage, pages: readonly Page[]) {
  const filled = filledSections(sections, pages);
  const start = filled[0]?.pages[0];
  const html =
    imageTag(pictureOf(look.light), look.alt, 'dark:sl-hidden') +
    imageTag(pictureOf(look.dark), look.alt, 'light:sl-hidden');
  return {
    id: 'index',
    body: `<div class="contents not-content">\n${filled.map(sectionCard).join('\n')}\n</div>`,
    data: {
      title,
      // Other pages have the name of the site behind their own.
      head: [{ tag: 'title', content: title }],
      description,
      template: 'splash',
      pagefind: false,
      twin: twinUrl(''),
      hero: {
        title,
        tagline: description,
        image: { html },
        actions: start === undefined ? [] : [{ text: start.title, link: pageUrl(start.id), icon: 'right-arrow' }],
      },
    },
  };
}

/** What is there where a path leads nowhere. */
export const notFoundPage = {
  id: '404',
  body: 'Nothing is here. It may have been renamed: search for it, or begin at the [front page](/).',
  data: {
    title: 'This page does not exist',
    template: 'splash',
    pagefind: false,
  },
} as const;

function sectionCard({ label, pages }: { readonly label: string; readonly pages: readonly Page[] }): string {
  const shown = pages.length > SHOWN_WHOLE ? pages.slice(0, SHOWN) : pages;
  const links = shown.map(({ id, title }) => `<li><a href="${pageUrl(id)}">${escaped(title)}</a></li>`);
  const next = pages[shown.length];
  const rest =
    next === undefined ? '' : `<p><a href="${pageUrl(next.id)}">and ${pages.length - shown.length} more</a></p>`;
  return `<section><h2>${escaped(label)}</h2><ul>${links.join('')}</ul>${rest}</section>`;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
