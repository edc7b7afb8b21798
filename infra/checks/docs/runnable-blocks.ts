import { fencesOf, type Page } from './pages.ts';

/** What a reader would paste into a shell, and is pasted there by the tests. */
export interface RunnableBlock {
  readonly path: string;
  /** Of its first command, from 1. */
  readonly line: number;
  readonly script: string;
  /** Exit code that the page promises: `sh run`, or `sh run exit 1`. */
  readonly exit: number;
  /** The block `text answer` that follows. */
  readonly answer: string | null;
}

const RUN = /^sh run(?: exit (\d{1,3}))?$/;
const ANSWER = 'text answer';

export function runnableBlocks({ path, text }: Page): readonly RunnableBlock[] {
  const fences = fencesOf(text);
  return fences.flatMap(({ info, line, text: script }, index) => {
    const found = RUN.exec(info);
    if (found === null) return [];
    const next = fences[index + 1];
    const answer = next?.info === ANSWER ? next.text : null;
    return [{ path, line: line + 1, script, exit: Number(found[1] ?? 0), answer }];
  });
}

/** Blocks that look as if they were tested, and are not: a word too many, an answer of nothing. */
export function misleadingBlocks({ path, text }: Page): readonly string[] {
  const fences = fencesOf(text);
  return fences.flatMap(({ info, line }, index) => {
    const isOdd = /^(?:ba)?sh run/.test(info) && !RUN.test(info);
    const isLost = info === ANSWER && !RUN.test(fences[index - 1]?.info ?? '');
    return isOdd || isLost ? [`${path}:${line} ${info}`] : [];
  });
}

/**
 * Whether a command said what the page shows. `…` is anything within a line, and on a line of its own any lines; ports,
 * which differ from machine to machine, are left out, and so are spaces at the ends.
 */
export function isAnswer(shown: string, said: string): boolean {
  const clean = (text: string) =>
    text
      .replaceAll(/(\.localhost):\d+/g, '$1')
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trim();
  const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = clean(shown)
    .split('\n')
    .map((line) => (line.trim() === '…' ? '[^]*' : line.split('…').map(escaped).join('.*')))
    .join('\n')
    .replaceAll('\n[^]*\n', '\n(?:[^]*\n)?')
    .replace(/\n\[\^\]\*$/, '(?:\n[^]*)?')
    .replace(/^\[\^\]\*\n/, '(?:[^]*\n)?');
  return new RegExp(`^${pattern}$`).test(clean(said));
}
