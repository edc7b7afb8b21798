import { errors } from './errors.ts';
import { type Excerpt, readSource } from './read-source.ts';
import { type BackendLanguage, TOPICS, type Topic } from './topics.ts';

export interface Example {
  readonly topic: string;
  readonly says: string;
  readonly backend: BackendLanguage;
  readonly excerpts: readonly Excerpt[];
  /** Path of the page that says more. */
  readonly page?: string;
}

/** Every topic there is an example of. */
export function exampleTopics(): readonly Pick<Topic, 'name' | 'says'>[] {
  return TOPICS.map(({ name, says }) => ({ name, says }));
}

/**
 * Working code on a topic, out of the checkout.
 * @throws ScalrError `EXAMPLE_UNKNOWN`, `EXAMPLE_GONE`
 */
export async function readExample(checkout: string, name: string, backend: BackendLanguage): Promise<Example> {
  const topic = TOPICS.find((one) => one.name === name.toLowerCase());
  if (topic === undefined) {
    throw errors.error('unknownTopic', { topic: name, known: TOPICS.map((one) => one.name).join(', ') });
  }
  const sources = [...(topic.backend?.[backend] ?? []), ...(topic.sources ?? [])];
  const excerpts = await Promise.all(sources.map((source) => readSource(checkout, source)));
  return {
    ...{ topic: topic.name, says: topic.says, backend, excerpts },
    ...(topic.page === undefined ? {} : { page: topic.page }),
  };
}

/** For a screen: each piece of code under its place. */
export function printExample({ topic, says, excerpts, page }: Example): string {
  const pieces = excerpts.map(({ path, from, to, code }) => `${path}:${from}-${to}\n\n${code}`);
  return [`${topic}: ${says}`, ...pieces, ...(page === undefined ? [] : [`more: ${page}`])].join('\n\n');
}
