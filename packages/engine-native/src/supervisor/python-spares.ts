import { type PythonEnvironment, pythonCommand, pythonVariables } from '../python/index.ts';
import { type Spare, SparePool, type SparePoolOptions } from './spare-pool.ts';

/** Keeps one Python process warm, of the environment that was needed last, while the workspace has FastAPI apps. */
export class PythonSpares {
  readonly #options: SparePoolOptions;
  #environment: PythonEnvironment | null = null;
  #pool: SparePool | null = null;
  #closed = false;

  constructor(options: SparePoolOptions) {
    this.#options = options;
  }

  /** Apps of these environments may be asked for any time. None: nothing is kept. */
  async keepOneOf(environments: readonly PythonEnvironment[]): Promise<void> {
    const isFit = environments.some(({ home }) => home === this.#environment?.home);
    if (isFit) this.#pool?.warm();
    else await this.#keep(environments[0] ?? null);
  }

  async take(environment: PythonEnvironment): Promise<Spare> {
    if (this.#pool !== null && environment.home === this.#environment?.home) return this.#pool.take();
    const spare = await this.#poolOf(environment).start();
    void this.#keep(environment);
    return spare;
  }

  /** The sources of the packages changed. */
  async renew(): Promise<void> {
    await this.#pool?.replace();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool?.close();
  }

  async #keep(environment: PythonEnvironment | null): Promise<void> {
    if (this.#closed) return;
    const former = this.#pool;
    this.#environment = environment;
    this.#pool = environment === null ? null : this.#poolOf(environment);
    this.#pool?.warm();
    await former?.close();
  }

  #poolOf(environment: PythonEnvironment): SparePool {
    const { install } = this.#options.layout;
    const command = { argv: pythonCommand(environment, install), env: pythonVariables(environment) };
    return new SparePool(() => command, this.#options);
  }
}
