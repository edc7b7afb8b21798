import type { BecomeBackend } from '@scalr/ports';
import { type ChildProcessHandle, start } from '@scalr/process';
import type { Layout } from '../layout.ts';
import { Inbox } from './inbox.ts';
import type { LogWriter } from './log-writer.ts';
import type { NodeCommand } from './node-command.ts';
import type { ProcessRecords } from './process-records.ts';

/** A backend process that has loaded what all share and waits to be told which app it is. */
export interface Spare {
  readonly handle: ChildProcessHandle;
  readonly inbox: Inbox;
  become(app: Omit<BecomeBackend, 'type'>, log: LogWriter): void;
}

export interface SpareCommand {
  readonly argv: readonly [string, ...string[]];
  /** On top of what every child inherits. */
  readonly env: Readonly<Record<string, string>>;
}

export interface SparePoolOptions {
  readonly command: NodeCommand;
  readonly layout: Layout;
  readonly records: ProcessRecords;
  readonly log: LogWriter;
}

const REFILL_AFTER_MS = 250;

/**
 * Keeps one process warm, so that waking an app costs one message and not the start of a language.
 * When it is taken the next one is started a moment later, out of the way of the request that took it.
 */
export class SparePool {
  readonly #command: () => SpareCommand;
  readonly #options: SparePoolOptions;
  #waiting: Promise<Spare> | null = null;
  #closed = false;
  #refill: NodeJS.Timeout | null = null;

  constructor(command: () => SpareCommand, options: SparePoolOptions) {
    this.#command = command;
    this.#options = options;
  }

  get isWarm(): boolean {
    return this.#waiting !== null;
  }

  /** Starts one, unless one waits. */
  warm(): void {
    if (this.#closed || this.#waiting) return;
    const waiting = this.start();
    this.#waiting = waiting;
    waiting.then(
      (spare) =>
        spare.handle.exited.then(() => {
          void this.#options.records.remove(spare.handle.record);
          if (this.#waiting === waiting) this.#waiting = null;
        }),
      () => {
        this.#waiting = null;
      },
    );
  }

  async take(): Promise<Spare> {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (this.#refill) clearTimeout(this.#refill);
    this.#refill = setTimeout(() => this.warm(), REFILL_AFTER_MS);
    const spare = await (waiting ?? this.start());
    return spare;
  }

  /** Puts a new one in the place of the one that waits. */
  async replace(): Promise<void> {
    if (this.#closed) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    this.warm();
    await waiting?.then((spare) => spare.handle.stop({ signal: 'SIGKILL' })).catch(() => {});
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#refill) clearTimeout(this.#refill);
    await this.#waiting?.then((spare) => spare.handle.stop({ signal: 'SIGKILL' })).catch(() => {});
  }

  /** One that waits for nobody yet. */
  async start(): Promise<Spare> {
    const { command, layout, records, log } = this.#options;
    const inbox = new Inbox();
    let sink = log;
    const { argv, env } = this.#command();
    const handle = await start(argv, {
      ...{ name: 'spare', cwd: layout.workspace, env: { ...command.env, ...env }, ipc: true },
      onLine: (line) => sink.write(line),
      onMessage: inbox.deliver,
    });
    void records.add(handle.record);
    return {
      handle,
      inbox,
      become: (app, appLog) => {
        sink = appLog;
        handle.send({ type: 'become', ...app } satisfies BecomeBackend);
      },
    };
  }
}
