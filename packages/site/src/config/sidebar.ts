import { idOf } from '../pages/find-pages.ts';
import { type Page, pageUrl } from '../pages/page.ts';

export interface Section {
  readonly label: string;
  /** Ids of pages, or their paths without `.md`. */
  readonly pages: readonly string[];
}

export interface FilledSection {
  readonly label: string;
  readonly pages: readonly Page[];
}

/** More than these are folded up until one of them is read. */
const OPEN_UP_TO = 14;

/** Sections with the pages that exist; those that no section names come last, so that none is lost. */
export function filledSections(sections: readonly Section[], pages: readonly Page[]): readonly FilledSection[] {
  const byId = new Map(pages.map((page) => [page.id, page]));
  const filled = sections.map(({ label, pages: listed }) => ({
    label,
    pages: listed.flatMap((name) => byId.get(idOf(name)) ?? []),
  }));
  const named = new Set(filled.flatMap((section) => section.pages));
  const rest = { label: 'More', pages: pages.filter((page) => !named.has(page)) };
  return [...filled, rest].filter((section) => section.pages.length > 0);
}

export function sidebarOf(sections: readonly Section[], pages: readonly Page[]) {
  return filledSections(sections, pages).map(({ label, pages: listed }) => ({
    label,
    collapsed: listed.length > OPEN_UP_TO,
    items: listed.map(({ id, title }) => ({ label: title, link: pageUrl(id) })),
  }));
}
