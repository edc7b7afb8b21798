import type { LogLine } from '@scalr/ports';

/** `docker logs --timestamps` puts RFC 3339 with nine digits before each line. */
const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{9})Z ?(.*)$/;

export interface StampedLine extends LogLine {
  /** As Docker says it: sorts as it was said. */
  readonly stamp: string;
}

export function parseLogLines(process: string, text: string): StampedLine[] {
  return text.split('\n').flatMap((line) => parseLogLine(process, line) ?? []);
}

export function parseLogLine(process: string, line: string): StampedLine | null {
  const match = LINE.exec(line.replace(/\r$/, ''));
  if (match === null) return null;
  const [, second, fraction = '', text = ''] = match;
  return { process, time: `${second}.${fraction.slice(0, 3)}Z`, stamp: `${second}.${fraction}Z`, text };
}

export const byStamp = (a: StampedLine, b: StampedLine): number => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0);
