import { existsSync } from 'node:fs';
import { readFile, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeEnvironment, type PythonEnvironment, requirementsFile } from './make-environment.ts';

export interface PythonEnvironmentsOptions {
  readonly installFolder: string;
  readonly workspaceFolder: string;
  /** Of the installers: the machine's, with the settings of pip and uv. */
  readonly env: Readonly<Record<string, string>>;
  /** The Python that somebody named; undefined: found on PATH. */
  readonly python: () => Promise<string | undefined>;
}

interface Known {
  readonly outcome: Promise<PythonEnvironment>;
  /** `performance.now()`; null: it has not failed. */
  failedAt: number | null;
}

/** An index that does not answer is not asked again by every request. */
const FAILURE_BELIEVED_MS = 30_000;

/** Which environment each app runs in. Apps with the same requirements have the same one. */
export class PythonEnvironments {
  readonly #options: PythonEnvironmentsOptions;
  /** By what the environment is made of, as its files say it. */
  readonly #known = new Map<string, Known>();
  readonly #homes = new Set<string>();

  constructor(options: PythonEnvironmentsOptions) {
    this.#options = options;
  }

  /** What failed may have been mended: the next one who asks has it tried again. */
  forgive(): void {
    for (const [key, { failedAt }] of this.#known) if (failedAt !== null) this.#known.delete(key);
  }

  /**
   * @param backend absolute path of the app's `backend/`
   * @throws ScalrError `PYTHON_MISSING`, `PYTHON_VENV_MISSING`, `PYTHON_PACKAGES_NOT_INSTALLED`,
   *   `PYTHON_PROJECT_UNREADABLE`, `PYTHON_ENVIRONMENT_NOT_MADE`
   */
  async of(backend: string): Promise<PythonEnvironment> {
    const { installFolder, python } = this.#options;
    const project = join(backend, 'pyproject.toml');
    const [pins, declared, named] = await Promise.all([
      readFile(requirementsFile(installFolder), 'utf8'),
      readFile(project, 'utf8').catch(() => null),
      python(),
    ]);
    const key = JSON.stringify([pins, declared, named]);
    const known = this.#known.get(key);
    const isStale = known?.failedAt != null && performance.now() > known.failedAt + FAILURE_BELIEVED_MS;
    if (known !== undefined && !isStale) {
      const environment = await known.outcome;
      const ready = join(environment.home, 'ready');
      // Its interpreter is a link to one that an upgrade of the machine may have removed.
      if (existsSync(ready) && existsSync(environment.interpreter)) {
        await utimes(ready, new Date(), new Date()).catch(() => {});
        return environment;
      }
    }
    return this.#make(key, declared === null ? null : project, named);
  }

  #make(key: string, project: string | null, python: string | undefined): Promise<PythonEnvironment> {
    const { installFolder, workspaceFolder, env } = this.#options;
    const keep = [...this.#homes];
    const outcome = makeEnvironment({ installFolder, workspaceFolder, project, keep, python, env });
    const known: Known = { outcome, failedAt: null };
    this.#known.set(key, known);
    outcome.then(
      ({ home }) => this.#homes.add(basename(home)),
      () => {
        known.failedAt = performance.now();
      },
    );
    return outcome;
  }
}
