import { join } from 'node:path';
import { describeError, isScalrError, type Problem } from '@scalr/errors';
import type { Plan } from '@scalr/plan';
import type { ToGateway } from '@scalr/ports';
import { type BuildFrontendOptions, buildFrontend, frontendFingerprint } from '../frontends/index.ts';
import type { Layout } from '../layout.ts';

interface Failure {
  /** Of the sources that cannot be built. */
  readonly fingerprint: string;
  readonly error: unknown;
}

/** The sites of a plan in edit mode: built when somebody asks for a page and what they are made from has changed. */
export class EditedSites {
  readonly #layout: Layout;
  readonly #tell: (message: ToGateway) => void;
  /** By slug. A page that shows an error asks again and again; only an edit can mend it. */
  readonly #failures = new Map<string, Failure>();

  constructor(layout: Layout, tell: (message: ToGateway) => void) {
    this.#layout = layout;
    this.#tell = tell;
  }

  /** Tells the gateway where the pages of a site are, or why there are none. Until then it does not ask again. */
  async answer(slug: string, plan: Plan | null): Promise<void> {
    const app = plan?.apps.find((one) => one.slug === slug);
    if (app === undefined) return;
    const { workspace: workspaceFolder, install: installFolder, state: stateFolder } = this.#layout;
    const root = join(workspaceFolder, app.folder, 'frontend');
    const folders = { workspaceFolder, installFolder, stateFolder };
    try {
      const folder = await this.#build({ app: { slug, kind: 'site', root }, compresses: false, ...folders });
      this.#tell({ type: 'built', slug, folder });
    } catch (error) {
      const { code, message, fix } = describeError(error).problems[0] as Problem;
      this.#tell({ type: 'unbuilt', slug, code, message, fix });
    }
  }

  async #build(options: BuildFrontendOptions): Promise<string> {
    const { slug } = options.app;
    const fingerprint = await frontendFingerprint(options);
    const failure = this.#failures.get(slug);
    if (failure?.fingerprint === fingerprint) throw failure.error;
    try {
      return (await buildFrontend(options)).folder;
    } catch (error) {
      // What was edited before it failed made another state fail than the one that was asked for.
      if (isOfSources(error)) this.#failures.set(slug, { fingerprint: await frontendFingerprint(options), error });
      throw error;
    }
  }
}

/** A builder that was killed, or could not be started, may do better the next time. */
function isOfSources(error: unknown): boolean {
  return isScalrError(error) && error.problems.every(({ code }) => code !== 'FRONTEND_BUILD_FAILED');
}
