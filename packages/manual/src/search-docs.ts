import MiniSearch from 'minisearch';
import { readSections, type Section } from './sections.ts';

/** Sections of the documentation that fit the words best, best first. */
export async function searchDocs(folder: string, words: string, limit: number): Promise<readonly Section[]> {
  const sections = await readSections(folder);
  const index = new MiniSearch<Section & { id: number; heading: string }>({
    fields: ['heading', 'page', 'text'],
    searchOptions: { boost: { heading: 4, page: 2 }, prefix: true, fuzzy: 0.15 },
    // `DATABASE_URL`, `up --prod` and `routing.former_subdomains` are words too, whole and in parts.
    tokenize: (text) =>
      [...text.split(/[\s,;:()[\]{}"'`|]+/), ...text.split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length > 1),
  });
  index.addAll(sections.map((section, id) => ({ ...section, id, heading: section.headings.join(' ') })));
  const found = index.search(words).slice(0, limit);
  return found.flatMap(({ id }) => sections[id as number] ?? []);
}
