import { appendFile, chmod, rename, stat } from 'node:fs/promises';

const ROTATE_AT_BYTES = 5 * 1024 * 1024;
const REMEMBERED_LINES = 50;
const FLUSH_AFTER_MS = 40;

/** `<ISO time> <line>`, as the log files hold it. */
function formatLogLine(time: Date, line: string): string {
  return `${time.toISOString()} ${line}\n`;
}

/**
 * The log of one process: appended, rotated once, never in the way. When the disk is full or the folder gone,
 * lines are counted and dropped, and the count is written as soon as writing works again.
 */
export class LogWriter {
  readonly #path: string;
  readonly #now: () => Date;
  readonly #last: string[] = [];
  #buffer: string[] = [];
  #dropped = 0;
  #flushing: Promise<void> | null = null;

  constructor(path: string, now: () => Date) {
    this.#path = path;
    this.#now = now;
  }

  write(line: string): void {
    this.#last.push(line);
    if (this.#last.length > REMEMBERED_LINES) this.#last.shift();
    this.#buffer.push(formatLogLine(this.#now(), line));
    this.#flushing ??= new Promise((resolve) => setTimeout(resolve, FLUSH_AFTER_MS)).then(() => this.#flush());
  }

  /** The newest lines, oldest first. */
  lastLines(): readonly string[] {
    return this.#last;
  }

  /** Resolves when what was written so far is in the file, or dropped. */
  async settle(): Promise<void> {
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    const lines = this.#buffer;
    this.#buffer = [];
    try {
      const notice =
        this.#dropped === 0 ? '' : formatLogLine(this.#now(), `(${this.#dropped} lines could not be kept)`);
      // Opened anew each time: a log that was moved or deleted meanwhile simply begins again.
      await appendFile(this.#path, notice + lines.join(''), { mode: 0o600 });
      this.#dropped = 0;
      await this.#rotate();
    } catch {
      this.#dropped += lines.length;
    }
    this.#flushing = this.#buffer.length > 0 ? this.#flush() : null;
    await this.#flushing;
  }

  async #rotate(): Promise<void> {
    const { size, mode } = await stat(this.#path);
    if ((mode & 0o077) !== 0) await chmod(this.#path, 0o600);
    if (size > ROTATE_AT_BYTES) await rename(this.#path, `${this.#path}.1`);
  }
}
