import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogLine, LogQuery } from '@scalr/ports';

const FOLLOW_EVERY_MS = 150;
const DEFAULT_TAIL = 200;
/** Enough of a file's end for a thousand ordinary lines. */
const TAIL_BYTES = 512 * 1024;

/** Reads what the processes said from their files, so it also works when nothing is up. Oldest first. */
export async function* readLogs(folder: string, query: LogQuery): AsyncIterable<LogLine> {
  const tail = query.tail ?? DEFAULT_TAIL;
  const offsets = new Map<string, number>();
  const first: LogLine[] = [];
  for (const process of await processes(folder, query)) {
    const size = await sizeOf(folder, process);
    offsets.set(process, size);
    const text = await readFrom(folder, process, Math.max(0, size - TAIL_BYTES), size);
    if (tail > 0) first.push(...parseLines(process, text).slice(-tail));
  }
  yield* first.sort((a, b) => a.time.localeCompare(b.time));
  while (query.follow && !query.signal?.aborted) {
    await delay(FOLLOW_EVERY_MS, undefined, query.signal ? { signal: query.signal } : {}).catch(() => {});
    for (const process of await processes(folder, query)) {
      const size = await sizeOf(folder, process);
      // Smaller than before: rotated or deleted, so it began anew.
      const known = offsets.get(process) ?? 0;
      const start = size < known ? 0 : known;
      if (size === start) continue;
      const text = await readFrom(folder, process, start, size);
      const complete = text.lastIndexOf('\n') + 1;
      offsets.set(process, start + Buffer.byteLength(text.slice(0, complete)));
      yield* parseLines(process, text.slice(0, complete));
    }
  }
}

async function processes(folder: string, query: LogQuery): Promise<readonly string[]> {
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith('.log')).map((file) => file.slice(0, -'.log'.length));
  return query.process === undefined ? names.sort() : names.filter((name) => name === query.process);
}

async function sizeOf(folder: string, process: string): Promise<number> {
  return stat(join(folder, `${process}.log`)).then(
    ({ size }) => size,
    () => 0,
  );
}

async function readFrom(folder: string, process: string, start: number, end: number): Promise<string> {
  const file = await open(join(folder, `${process}.log`)).catch(() => null);
  if (file === null) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (.*)$/;

function parseLines(process: string, text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    const match = LINE.exec(line);
    return match ? [{ process, time: match[1] as string, text: match[2] as string }] : [];
  });
}
