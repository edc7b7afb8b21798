import { setTimeout as delay } from 'node:timers/promises';
import type { LogLine, LogQuery } from '@scalr/ports';
import { start } from '@scalr/process';

export interface LoggedService {
  readonly id: string;
  readonly process: string;
}

const DEFAULT_TAIL = 200;
const LOOK_EVERY_MS = 100;
/** With `--timestamps --raw`: `2026-01-02T03:04:05.123456789Z text`, nothing of which task it was. */
const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{3})?\d*Z (.*)$/;

/** What tasks said, of every node, also of those that ended. Oldest first; what is followed comes as it is said. */
export async function* readLogs(
  services: readonly LoggedService[],
  { tail = DEFAULT_TAIL, follow = false, signal }: LogQuery,
  env: Readonly<Record<string, string>>,
): AsyncIterable<LogLine> {
  const waiting: LogLine[] = [];
  const children = await Promise.all(
    services.map(({ id, process }) => {
      const options = ['--timestamps', '--raw', '--no-trunc', '--tail', String(tail), ...(follow ? ['--follow'] : [])];
      const onLine = (line: string) => {
        const [, second, fraction = '.000', text] = LINE.exec(line) ?? [];
        if (second !== undefined) waiting.push({ process, time: `${second}${fraction}Z`, text: text ?? '' });
      };
      return start(['docker', 'service', 'logs', ...options, id], { name: process, cwd: '/', env, onLine });
    }),
  );
  let open = children.length;
  for (const child of children) void child.exited.then(() => (open -= 1));
  try {
    while (open > 0 && signal?.aborted !== true) {
      await delay(LOOK_EVERY_MS, undefined, signal ? { signal } : {}).catch(() => {});
      if (follow) yield* taken(waiting);
    }
    yield* taken(waiting);
  } finally {
    await Promise.all(children.map((child) => child.stop({ graceMs: 1_000 })));
  }
}

function taken(waiting: LogLine[]): readonly LogLine[] {
  return waiting.splice(0).sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}
