import { formatProblem, isScalrError, type ScalrError } from '@scalr/errors';
import type { ProcessKind } from '@scalr/plan';
import type { ProcessState, ProcessStatus } from '@scalr/ports';
import type { ChildExit, ChildProcessHandle } from '@scalr/process';
import { errors } from '../errors.ts';
import { backoffMs, FAILED_AFTER, STABLE_AFTER_MS } from './backoff.ts';
import type { LogWriter } from './log-writer.ts';
import type { ProcessRecords } from './process-records.ts';

/** How one process is started, known to be ready, and stopped. */
export interface ProcessSpec {
  readonly name: string;
  readonly kind: ProcessKind;
  readonly slug: string | null;
  readonly url: string | null;
  /** Runs only while somebody needs it. */
  readonly sleeps: boolean;
  readonly stopSignal: NodeJS.Signals;
  readonly stopGraceMs: number;
  readonly readyWithinMs: number;
  /** Changes when the process must be started anew to be as planned. */
  readonly fingerprint: string;
  launch(log: LogWriter): Promise<ChildProcessHandle>;
  /** Resolves when it serves; rejects when it cannot. Aborted when the process has ended. */
  ready(handle: ChildProcessHandle, signal: AbortSignal): Promise<void>;
}

export interface ProcessEvents {
  /** It serves, or no longer does. */
  onStateChange(process: SupervisedProcess): void;
}

/**
 * One process under supervision. While it is wanted it is started again whenever it ends: at once the first time,
 * then with growing pauses; after {@link FAILED_AFTER} failures in a row it counts as failed.
 */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly #log: LogWriter;
  readonly #records: ProcessRecords;
  readonly #events: ProcessEvents;
  #state: ProcessState;
  #wanted = false;
  #handle: ChildProcessHandle | null = null;
  #failures = 0;
  #restarts = 0;
  #reason: string | null = null;
  /** What the machine or the app lacks, so that it could not even be launched. */
  #refusal: ScalrError | null = null;
  #readyAt = 0;
  #retryAt = 0;
  #starting: Promise<void> | null = null;
  /** Stops under way: until they end, what still runs serves nobody. */
  #stopping = 0;
  /** The start under way is of something old: it begins anew. */
  #superseded = false;
  #retry: NodeJS.Timeout | null = null;
  /** Starts and stops take turns. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(spec: ProcessSpec, log: LogWriter, records: ProcessRecords, events: ProcessEvents) {
    this.spec = spec;
    this.#log = log;
    this.#records = records;
    this.#events = events;
    this.#state = spec.sleeps ? 'asleep' : 'stopped';
  }

  get state(): ProcessState {
    return this.#state;
  }

  get handle(): ChildProcessHandle | null {
    return this.#handle;
  }

  /** Seconds until a failed one may be tried again. */
  get retryAfterSeconds(): number {
    return Math.max(1, Math.ceil((this.#retryAt - performance.now()) / 1000));
  }

  status(): ProcessStatus {
    const { name, kind, slug, url } = this.spec;
    const pid = this.#handle?.record.pid ?? null;
    return { name, kind, slug, url, pid, status: this.#state, restarts: this.#restarts, reason: this.#reason };
  }

  /**
   * Resolves when it serves, starting it where it does not.
   * @throws ScalrError `PROCESS_FAILED` with its last lines; for one that sleeps also while a pause after failures
   *   lasts, and instead whatever it could not be launched for
   */
  ensure(): Promise<void> {
    this.#wanted = true;
    if (this.#state === 'running' && this.#stopping === 0) return Promise.resolve();
    if (this.#state === 'failed' && performance.now() < this.#retryAt) return Promise.reject(this.#failure());
    this.#starting ??= this.#inTurn(() => this.#startUntilReady()).finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  /** Stops it and does not start it again until somebody says {@link ensure}. `graceMs`: less than it usually has. */
  async stop(graceMs = this.spec.stopGraceMs): Promise<void> {
    this.#wanted = false;
    if (this.#retry) clearTimeout(this.#retry);
    const handle = this.#handle;
    // Also while it is still starting: the start then fails and gives its turn back.
    const stopping = handle?.stop({ signal: this.spec.stopSignal, graceMs });
    this.#stopping += 1;
    await this.#inTurn(async () => {
      await stopping;
      await this.#handle?.stop({ signal: this.spec.stopSignal, graceMs });
      this.#stopping -= 1;
      this.#setState(this.spec.sleeps ? 'asleep' : 'stopped');
    });
  }

  /** Stops and starts it; what went wrong before is forgotten. Whoever already waits for it goes on waiting. */
  async restart(): Promise<void> {
    this.forgive();
    const starting = this.#starting;
    if (starting !== null) {
      if (this.#handle !== null && this.#stopping === 0) {
        this.#superseded = true;
        await this.#handle.stop({ signal: this.spec.stopSignal, graceMs: this.spec.stopGraceMs });
      }
      // Without a process yet nothing old was read.
      return starting;
    }
    await this.stop();
    await this.ensure();
  }

  /** Its cause may be mended: the next try comes at once. */
  forgive(): void {
    this.#failures = 0;
    this.#retryAt = 0;
    this.#reason = null;
    this.#refusal = null;
    if (this.#state === 'failed') this.#setState(this.spec.sleeps ? 'asleep' : 'stopped');
  }

  async #startUntilReady(): Promise<void> {
    while (this.#wanted && this.#state !== 'running') {
      if (await this.#startOnce()) return;
      if (this.#superseded) {
        this.#superseded = false;
        continue;
      }
      // A person waits for an app: tell them what is wrong instead of trying again behind their back.
      if (this.spec.sleeps || this.#failures >= FAILED_AFTER) throw this.#failure();
      await new Promise((resolve) => setTimeout(resolve, backoffMs(this.#failures)));
    }
    if (this.#state !== 'running')
      throw errors.error('processFailed', { name: this.spec.name, reason: 'it was stopped' });
  }

  async #startOnce(): Promise<boolean> {
    this.#setState(this.#restarts > 0 ? 'restarting' : 'starting');
    const gone = new AbortController();
    let handle: ChildProcessHandle | undefined;
    try {
      handle = await this.spec.launch(this.#log);
      this.#handle = handle;
      void this.#records.add(handle.record);
      const started = handle;
      const ended = started.exited.then((exit) => {
        gone.abort();
        this.#onExit(started, exit);
        throw new Error(describeExit(exit));
      });
      ended.catch(() => {});
      await Promise.race([this.spec.ready(started, gone.signal), ended, tooLate(this.spec.readyWithinMs, gone.signal)]);
      this.#readyAt = performance.now();
      this.#reason = null;
      this.#refusal = null;
      this.#setState('running');
      return true;
    } catch (error) {
      gone.abort();
      await handle?.stop({ signal: 'SIGKILL', graceMs: 0 });
      this.#refusal = handle === undefined && this.spec.sleeps && isScalrError(error) ? error : null;
      if (this.#wanted && !this.#superseded) this.#fail(error);
      return false;
    }
  }

  #onExit(handle: ChildProcessHandle, exit: ChildExit): void {
    void this.#records.remove(handle.record);
    if (this.#handle !== handle) return;
    this.#handle = null;
    if (this.#state !== 'running') return;
    if (!this.#wanted || this.#stopping > 0) return;
    if (performance.now() - this.#readyAt > STABLE_AFTER_MS) this.#failures = 0;
    this.#restarts += 1;
    this.#failures += 1;
    this.#log.write(`(${this.spec.name} ended by itself: ${describeExit(exit)})`);
    if (this.#failures >= FAILED_AFTER) this.#fail(new Error(describeExit(exit)));
    else this.#setState('restarting');
    this.#tryAgain(backoffMs(this.#failures));
  }

  #tryAgain(afterMs: number): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retryAt = performance.now() + afterMs;
    this.#retry = setTimeout(() => {
      if (this.#wanted) this.ensure().catch(() => {});
    }, afterMs);
  }

  #fail(error: unknown): void {
    this.#failures += 1;
    const cause = error instanceof Error ? error.message : String(error);
    if (this.#refusal === null) {
      this.#reason = [cause, ...this.#log.lastLines()].join('\n');
    } else {
      this.#reason = this.#refusal.problems.map(formatProblem).join('\n');
      for (const line of this.#reason.split('\n')) this.#log.write(line);
    }
    const pause = Math.max(1_000, backoffMs(this.#failures));
    this.#retryAt = performance.now() + pause;
    if (this.spec.sleeps || this.#failures >= FAILED_AFTER) {
      this.#setState('failed');
      // What the platform stands on is never given up, only tried less often.
      if (!this.spec.sleeps) this.#tryAgain(60_000);
    }
  }

  #failure(): Error {
    if (this.#refusal !== null) return this.#refusal;
    return errors.error('processFailed', {
      name: this.spec.name,
      reason: headline(this.#reason ?? 'it ended by itself'),
    });
  }

  #setState(state: ProcessState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#events.onStateChange(this);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

/** The line that says most: the last one that tells of something wrong, else the first. */
function headline(reason: string): string {
  const lines = reason.split('\n').filter((line) => line.trim() !== '' && !/^\s*(at |fix:)/.test(line));
  const told = lines.findLast((line) => /error|fatal|cannot|could not|failed|refused|missing/i.test(line));
  return (told ?? lines[0] ?? reason).trim().slice(0, 400);
}

function describeExit({ code, signal }: ChildExit): string {
  return signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
}

function tooLate(ms: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`it was not ready within ${ms / 1000} s`)), ms);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
