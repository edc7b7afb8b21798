import { describeError, formatProblem } from '@scalr/errors';
import type { BecomeBackend } from '@scalr/ports';
import { type ChildProcessHandle, start } from '@scalr/process';
import { backendCommand } from '../backends/index.ts';
import type { Layout } from '../layout.ts';
import { buildStack, type Stack } from '../stack/index.ts';
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
  readonly layout: Layout;
  readonly records: ProcessRecords;
  readonly log: LogWriter;
}

/**
 * Keeps one process warm, so that waking an app costs one message and not the start of Node.
 * When it is taken the next one is started a moment later, out of the way of the request that took it.
 */
export class Spares {
  readonly #options: SparesOptions;
  #waiting: Promise<Spare> | null = null;
  #stack: Stack | null = null;
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

  /**
   * Bundles the stack where its sources changed, and replaces what waits with one that has it. Where bundling
   * fails, apps run from the packages: slower, but they run.
   */
  async renew(): Promise<void> {
    const { layout, log } = this.#options;
    const former = this.#stack;
    try {
      this.#stack = await buildStack({ stateFolder: layout.state, installFolder: layout.install });
    } catch (error) {
      this.#stack = null;
      for (const problem of describeError(error).problems) log.write(formatProblem(problem));
    }
    if (this.#closed || (this.#waiting !== null && former?.folder === this.#stack?.folder)) return;
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
    const { command, layout, records, log } = this.#options;
    const { state: stateFolder, install: installFolder } = layout;
    const inbox = new Inbox();
    let sink = log;
    const [node, ...args] = backendCommand({ stateFolder, installFolder, stack: this.#stack });
    const handle = await start([node, ...args], {
      ...{ name: 'spare', cwd: layout.workspace, env: command.env, ipc: true },
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
