import { describeError, formatProblem } from '@scalr/errors';
import { backendCommand } from '../backends/index.ts';
import type { Layout } from '../layout.ts';
import { buildStack, type Stack } from '../stack/index.ts';
import type { LogWriter } from './log-writer.ts';
import type { NodeCommand } from './node-command.ts';
import type { ProcessRecords } from './process-records.ts';
import { type Spare, type SpareCommand, SparePool } from './spare-pool.ts';

export interface SparesOptions {
  readonly command: NodeCommand;
  readonly layout: Layout;
  readonly records: ProcessRecords;
  readonly log: LogWriter;
}

/** Keeps one Node process warm that has the locked stack loaded. */
export class Spares {
  readonly #options: SparesOptions;
  readonly #pool: SparePool;
  #stack: Stack | null = null;

  constructor(options: SparesOptions) {
    this.#options = options;
    this.#pool = new SparePool(() => this.#argv(), options);
  }

  take(): Promise<Spare> {
    return this.#pool.take();
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
    if (this.#pool.isWarm && former?.folder === this.#stack?.folder) return;
    await this.#pool.replace();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #argv(): SpareCommand {
    const { state: stateFolder, install: installFolder } = this.#options.layout;
    return { argv: backendCommand({ stateFolder, installFolder, stack: this.#stack }), env: {} };
  }
}
