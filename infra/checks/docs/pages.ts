import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, ROOT } from '../source-files.ts';

export interface Page {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

const BESIDE = ['README.md', 'CONTRIBUTING.md', 'AGENTS.md', 'PLAN.md'];

/** Everything that people read: the documentation, and what lies beside it at the top. */
export function documentationPages(): readonly Page[] {
  const inside = listFiles('docs/content').filter((path) => path.endsWith('.md'));
  return [...inside, ...BESIDE.filter((path) => existsSync(join(ROOT, path)))].map(readPage);
}

export interface Fence {
  /** What stands behind the backticks. */
  readonly info: string;
  /** Of the opening line, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Fenced blocks, in order. A fence that is never closed is one to the end. */
export function fencesOf(text: string): readonly Fence[] {
  const lines = text.split('\n');
  const fences: Fence[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, marks = '', info = ''] = /^\s*(`{3,})([^`]*)$/.exec(lines[at] as string) ?? [];
    if (marks === '') continue;
    const begin = at + 1;
    at = begin;
    while (at < lines.length && (lines[at] as string).trim() !== marks) at += 1;
    fences.push({ info: info.trim(), line: begin, text: lines.slice(begin, at).join('\n') });
  }
  return fences;
}
