import type { BecomeBackend } from '@scalr/ports';
import { type ChildProcessHandle, start } from '@scalr/process';
import { Inbox } from './inbox.ts';
import type { LogWriter } from './log-writer.ts';
import type { NodeCommand } from './node-command.ts';
import type { ProcessRecords } from './process-records.ts';

/** A backend process that has the locked stack loaded and waits to be told which app it is. */
export interface Spare {
  readonly handle: ChildProcessHandle;
  readonly inbox: Inbox;
  become(app: Omit<BecomeBackend, 'type'>, log: LogWriter): void;
}

export interface SparesOptions {
  readonly command: NodeCommand;
  readonly cwd: string;
  readonly records: ProcessRecords;
  /** Absolute path of the folder of the bundled stack; null: plain imports. */
  readonly stack: () => string | null;
  readonly log: LogWriter;
}

/**
 * Keeps one process warm, so that waking an app costs one message and not the start of Node.
 * When it is taken the next one is started a moment later, out of the way of the request that took it.
 */
export class Spares {
  readonly #options: SparesOptions;
  #waiting: Promise<Spare> | null = null;
  #closed = false;
  #refill: NodeJS.Timeout | null = null;

  constructor(options: SparesOptions) {
    this.#options = options;
  }

  /** Starts one, unless one waits. */
  warm(): void {
    if (this.#closed || this.#waiting) return;
    const waiting = this.#start();
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
    const spare = await (waiting ?? this.#start());
    return spare;
  }

  /** The stack changed: what waits has the old one. */
  async renew(): Promise<void> {
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

  async #start(): Promise<Spare> {
    const { command, cwd, records, stack, log } = this.#options;
    const inbox = new Inbox();
    let sink = log;
    const folder = stack();
    const argv = command.argv('packages/engine-native/src/backends/runner.ts');
    const handle = await start(folder === null ? argv : [...argv, folder], {
      ...{ name: 'spare', cwd, env: command.env, ipc: true },
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

const REFILL_AFTER_MS = 250;
