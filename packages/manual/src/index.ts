export { searchDocs } from './search-docs.ts';
export type { Section } from './sections.ts';
