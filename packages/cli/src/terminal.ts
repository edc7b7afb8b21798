import type { Progress } from '@scalr/ports';

/** The two streams a command may write to. */
export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

const STEP_NAMES: Readonly<Record<string, string>> = {
  postgres: 'Postgres',
  databases: 'Databases',
  frontends: 'Frontends',
  backends: 'Backends',
  'sign-in': 'Sign-in',
  gateway: 'Front door',
  portal: 'Portal',
  files: 'Files',
  fastapi: 'Python',
  python: 'Python',
  platform: 'Database, sign-in, address',
  check: 'First requests',
};

/** Shows steps as they happen, on standard error: a line that is drawn over on a terminal, plain lines otherwise. */
export class ProgressLine {
  readonly #streams: Streams;
  readonly #live: boolean;
  readonly #startedAt = new Map<string, number>();

  constructor(streams: Streams, options: { readonly noColor: boolean }) {
    this.#streams = streams;
    this.#live = !options.noColor && streams.stderr.isTTY === true;
  }

  readonly show = (progress: Progress): void => {
    const name = STEP_NAMES[progress.step] ?? progress.step;
    if (progress.state === 'begin') {
      this.#startedAt.set(progress.step, performance.now());
      if (this.#live) this.#streams.stderr.write(`\r\u001b[2K  … ${name}`);
      return;
    }
    const seconds = ((performance.now() - (this.#startedAt.get(progress.step) ?? performance.now())) / 1000).toFixed(1);
    const mark = progress.state === 'done' ? '✓' : '✗';
    const detail = progress.detail === undefined ? '' : `: ${progress.detail}`;
    this.#streams.stderr.write(`${this.#live ? '\r\u001b[2K' : ''}  ${mark} ${name} ${seconds} s${detail}\n`);
  };
}

/** Columns as wide as their widest cell; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
