import { isScalrError, type ScalrError } from '@scalr/errors';
import type { Plan } from '@scalr/plan';
import type { Layout } from '../layout.ts';
import type { PythonEnvironment, PythonEnvironments } from '../python/index.ts';
import { backendFolder } from './backend-process.ts';
import type { PythonSpares } from './python-spares.ts';
import { type OnProgress, step } from './step.ts';

/** What each FastAPI app of a plan runs in, by slug; or why it cannot. */
export interface PreparedApps {
  readonly environments: ReadonlyMap<string, PythonEnvironment>;
  readonly failures: ReadonlyMap<string, ScalrError>;
}

/** Makes ready what FastAPI apps need of the machine, before somebody asks for one of them. */
export class PythonApps {
  readonly #layout: Layout;
  readonly #environments: PythonEnvironments;
  readonly #spares: PythonSpares;

  constructor(layout: Layout, environments: PythonEnvironments, spares: PythonSpares) {
    this.#layout = layout;
    this.#environments = environments;
    this.#spares = spares;
  }

  /** Never rejects for an app: what is wrong with one is its own. Nothing to do without FastAPI apps. */
  async prepare(plan: Plan, onProgress: OnProgress): Promise<PreparedApps> {
    const apps = plan.apps.filter(({ manifest }) => manifest.backend === 'fastapi');
    const environments = new Map<string, PythonEnvironment>();
    const failures = new Map<string, ScalrError>();
    if (apps.length > 0) {
      this.#environments.forgive();
      const work = async () => {
        await Promise.all(
          apps.map(async (app) => {
            try {
              environments.set(app.slug, await this.#environments.of(backendFolder(app, this.#layout)));
            } catch (error) {
              if (!isScalrError(error)) throw error;
              failures.set(app.slug, error);
            }
          }),
        );
        const [first] = failures.values();
        if (first !== undefined) throw first;
      };
      await step('python', onProgress, work).catch((error) => {
        if (!isScalrError(error)) throw error;
      });
    }
    void this.#spares.keepOneOf([...environments.values()]);
    return { environments, failures };
  }
}
