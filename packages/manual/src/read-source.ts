import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from './errors.ts';
import type { Source } from './topics.ts';

/** Lines of a file as they stand in it. */
export interface Excerpt {
  /** Relative to the checkout. */
  readonly path: string;
  /** From 1. */
  readonly from: number;
  readonly to: number;
  readonly code: string;
}

/** @throws ScalrError `EXAMPLE_GONE` where the checkout is not whole */
export async function readSource(checkout: string, source: Source): Promise<Excerpt> {
  const path = await newest(checkout, source.path);
  const text = path && (await readFile(join(checkout, path), 'utf8').catch(() => null));
  const lines = text?.trimEnd().split('\n');
  const range = lines && (source.part === undefined ? ([0, lines.length] as const) : partOf(lines, source.part));
  if (!path || !lines || !range) throw errors.error('gone', { path: source.path, part: source.part });
  const [begin, end] = range;
  return { path, from: begin + 1, to: end, code: lines.slice(begin, end).join('\n') };
}

/** A top-level statement with the comment above it: begin and end of its lines, from 0, the end not included. */
function partOf(lines: readonly string[], part: string): readonly [number, number] | null {
  const first = lines.findIndex((line) => line.startsWith(part));
  if (first === -1) return null;
  let begin = first;
  while (begin > 0 && /^(?:\/\*\*| \*|\/\/|#|@)/.test(lines[begin - 1]!)) begin -= 1;
  let end = first + 1;
  while (end < lines.length && /^(?:\s|$|[)}\]])/.test(lines[end]!)) end += 1;
  while (lines[end - 1]!.trim() === '') end -= 1;
  return [begin, end];
}

/** The path itself, or the last one by name of those that a `*` stands for. */
async function newest(checkout: string, path: string): Promise<string | null> {
  const [before, after] = path.split('*');
  if (before === undefined || after === undefined) return path;
  const folder = before.replace(/\/$/, '');
  const rest = after.replace(/^\//, '');
  const names = await readdir(join(checkout, folder)).catch(() => []);
  const isFile = !after.startsWith('/');
  const found = names
    .filter((name) => !isFile || name.endsWith(after))
    .sort()
    .at(-1);
  return found === undefined ? null : isFile ? `${folder}/${found}` : `${folder}/${found}/${rest}`;
}
