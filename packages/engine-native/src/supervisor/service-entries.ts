import { join } from 'node:path';
import { describeError, formatProblem } from '@scalr/errors';
import type { Layout } from '../layout.ts';
import { bundleService, findServiceBundle } from '../stack/index.ts';

/** The platform's own Node processes, by process name; paths are relative to the installation. */
const SOURCES = {
  supervisor: 'packages/cli/src/supervisor.ts',
  auth: 'services/auth/embedded/src/main.ts',
  gateway: 'services/gateway/embedded/src/main.ts',
} as const;

export type ServiceName = keyof typeof SOURCES;
const NAMES = Object.keys(SOURCES) as readonly ServiceName[];

function serviceOf(layout: Layout, name: ServiceName) {
  const entry = join(layout.install, SOURCES[name]);
  return { entry, name, stateFolder: layout.state, installFolder: layout.install };
}

/** What to run for one process: its bundle, where a fresh one is there, starts in half the time; else its source. */
export async function serviceEntry(layout: Layout, name: ServiceName): Promise<string> {
  const service = serviceOf(layout, name);
  return (await findServiceBundle(service).catch(() => null)) ?? service.entry;
}

/** Which file each of the platform's processes is started from. */
export class ServiceEntries {
  readonly #layout: Layout;
  readonly #log: (line: string) => void;
  readonly #distrusted = new Set<ServiceName>();

  constructor(layout: Layout, log: (line: string) => void) {
    this.#layout = layout;
    this.#log = log;
  }

  async path(name: ServiceName): Promise<string> {
    return this.#distrusted.has(name) ? serviceOf(this.#layout, name).entry : serviceEntry(this.#layout, name);
  }

  /** It did not come up: the next time its source is tried, in case the bundle is at fault. */
  distrust(name: ServiceName): void {
    this.#distrusted.add(name);
  }

  /** Makes what is stale, for the next start. One after the other, so that nobody waits for the processor. */
  async renew(): Promise<void> {
    for (const name of NAMES) {
      try {
        await bundleService(serviceOf(this.#layout, name));
      } catch (error) {
        for (const problem of describeError(error).problems) this.#log(formatProblem(problem));
      }
    }
  }
}
