import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What Astro or its bundler found wrong. */
export const finding = z.strictObject({
  /** One line. */
  detail: z.string(),
  /** Absolute. */
  file: z.string().optional(),
  /** 1-based. */
  line: z.number().optional(),
});

export type Finding = z.infer<typeof finding>;

interface BuildError {
  readonly message?: string;
  readonly id?: string;
  readonly loc?: { readonly file?: string; readonly line?: number };
  readonly errors?: readonly BuildError[];
  readonly cause?: unknown;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences of a terminal are what is taken out
const COLOURS = /\u001b\[[0-9;]*m/g;

/** The first thing that an error of a build says, and where. What was wrapped knows the place better than its wrapping. */
export function findingOf(error: unknown): Finding {
  const chain = [...causes(error)];
  const placed = chain.findLast(({ loc, id }) => loc?.file !== undefined || id !== undefined) ?? chain.at(-1);
  const text = (placed?.message ?? String(error)).replace(COLOURS, '');
  const detail = text.split('\n').find((line) => line.trim() !== '') ?? 'it says nothing';
  const file = pathOf(placed?.loc?.file ?? placed?.id);
  const line = placed?.loc?.line;
  return {
    detail: detail.trim().replace(/\.$/, ''),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
}

function* causes(error: unknown): Generator<BuildError> {
  for (let next = error; typeof next === 'object' && next !== null; next = (next as BuildError).cause) {
    yield next;
    const [first] = (next as BuildError).errors ?? [];
    if (first !== undefined) yield first;
  }
}

function pathOf(place: string | undefined): string | undefined {
  const path = place?.startsWith('file:') ? fileURLToPath(place) : place?.replace(/\?.*$/, '');
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
