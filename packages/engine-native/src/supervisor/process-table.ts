import { join } from 'node:path';
import { engineErrors, type ProcessStatus } from '@scalr/ports';
import { LogWriter } from './log-writer.ts';
import type { ProcessRecords } from './process-records.ts';
import { type ProcessEvents, type ProcessSpec, SupervisedProcess } from './supervised-process.ts';

/** All supervised processes by name, and their logs. */
export class ProcessTable {
  readonly #logFolder: string;
  readonly #records: ProcessRecords;
  readonly #events: ProcessEvents;
  readonly #now: () => Date;
  readonly #processes = new Map<string, SupervisedProcess>();
  readonly #logs = new Map<string, LogWriter>();

  constructor(logFolder: string, records: ProcessRecords, events: ProcessEvents, now: () => Date) {
    this.#logFolder = logFolder;
    this.#records = records;
    this.#events = events;
    this.#now = now;
  }

  log(name: string): LogWriter {
    const log = this.#logs.get(name) ?? new LogWriter(join(this.#logFolder, `${name}.log`), this.#now);
    this.#logs.set(name, log);
    return log;
  }

  /** The process as specified: kept where nothing changed, otherwise stopped and put anew. */
  async put(spec: ProcessSpec): Promise<SupervisedProcess> {
    const former = this.#processes.get(spec.name);
    if (former?.spec.fingerprint === spec.fingerprint) return former;
    await former?.stop();
    const process = new SupervisedProcess(spec, this.log(spec.name), this.#records, this.#events);
    this.#processes.set(spec.name, process);
    return process;
  }

  get(name: string): SupervisedProcess | undefined {
    return this.#processes.get(name);
  }

  /** @throws ScalrError `PROCESS_UNKNOWN` */
  require(name: string): SupervisedProcess {
    const process = this.#processes.get(name);
    if (process) return process;
    throw engineErrors.error('unknownProcess', { name, known: [...this.#processes.keys()].join(', ') });
  }

  /** Stops and forgets every process that is not named. */
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    const gone = [...this.#processes.values()].filter(({ spec }) => !names.has(spec.name));
    await Promise.all(gone.map((process) => process.stop()));
    for (const { spec } of gone) this.#processes.delete(spec.name);
  }

  all(): readonly SupervisedProcess[] {
    return [...this.#processes.values()];
  }

  status(): readonly ProcessStatus[] {
    return this.all().map((process) => process.status());
  }

  /** Names of those that serve now. */
  awake(): ReadonlySet<string> {
    return new Set(this.all().flatMap(({ state, spec }) => (state === 'running' ? [spec.name] : [])));
  }

  async settleLogs(): Promise<void> {
    await Promise.all([...this.#logs.values()].map((log) => log.settle()));
  }
}
