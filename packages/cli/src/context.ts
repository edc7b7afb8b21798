import { fileURLToPath } from 'node:url';
import type { Platform } from '@scalr/platform';
import type { EngineName } from '@scalr/ports';
import { type Environment, readEnvironment } from '@scalr/workspace/environment';
import type { Streams } from './terminal.ts';

/** What every command is given. Nothing else of the world is reached for. */
export interface Context {
  readonly environment: Environment;
  readonly streams: Streams;
  readonly json: boolean;
  /** Absolute path of the checkout that holds this code. */
  readonly installFolder: string;
  /**
   * Composed when it is asked for: `--help` and wrong usage need none of it.
   * @param engine left out: the one that {@link chooseEngine} says
   */
  platform(engine?: EngineName): Promise<Platform>;
}

/** Where process.env and the standard streams enter. */
export function createContext(json: boolean): Context {
  const context: Context = {
    environment: readEnvironment(process.env),
    streams: { stdout: process.stdout, stderr: process.stderr },
    json,
    installFolder: fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, ''),
    platform: async (engine) => (await import('./compose.ts')).composePlatform(context, engine),
  };
  return context;
}
