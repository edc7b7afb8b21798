export { type Example, exampleTopics, printExample, readExample } from './examples.ts';
export type { Excerpt } from './read-source.ts';
export { searchDocs } from './search-docs.ts';
export type { Section } from './sections.ts';
export type { BackendLanguage } from './topics.ts';
