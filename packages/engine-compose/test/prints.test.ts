import { describe, expect, it } from 'vitest';
import { parseCsv } from '../src/csv.ts';
import { parseLogLine } from '../src/log-lines.ts';

describe('a line of docker logs', () => {
  it('is its time and its text', () => {
    expect(parseLogLine('hello', '2026-11-23T01:16:26.893123456Z {"level":"info"}')).toEqual({
      ...{ process: 'hello', time: '2026-11-23T01:16:26.893Z', stamp: '2026-11-23T01:16:26.893123456Z' },
      text: '{"level":"info"}',
    });
  });

  it('may be empty, and what is none is left out', () => {
    expect(parseLogLine('hello', '2026-11-23T01:16:26.893123456Z ')?.text).toBe('');
    expect(parseLogLine('hello', 'Error response from daemon')).toBeNull();
  });
});

describe('comma-separated values', () => {
  it('hold commas, quotes and line breaks in quotes', () => {
    expect(parseCsv('id,text\n1,"a, ""b""\nc"\n2,\n')).toEqual([
      ['id', 'text'],
      ['1', 'a, "b"\nc'],
      ['2', ''],
    ]);
  });

  it('may be none', () => {
    expect(parseCsv('')).toEqual([]);
  });
});
