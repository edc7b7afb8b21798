import { fileURLToPath } from 'node:url';
import type { Platform } from '@scalr/platform';
import { type Environment, readEnvironment } from '@scalr/workspace/environment';
import type { Streams } from './terminal.ts';

/** What every command is given. Nothing else of the world is reached for. */
export interface Context {
  readonly environment: Environment;
  readonly streams: Streams;
  readonly json: boolean;
  /** Absolute path of the checkout that holds this code. */
  readonly installFolder: string;
  /** Composed when it is first asked for: `--help` and wrong usage need none of it. */
  platform(): Promise<Platform>;
}

/** Where process.env and the standard streams enter. */
export function createContext(json: boolean): Context {
  const context: Context = {
    environment: readEnvironment(process.env),
    streams: { stdout: process.stdout, stderr: process.stderr },
    json,
    installFolder: fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, ''),
    platform: async () => (await import('./compose.ts')).composeNative(context),
  };
  return context;
}
