import type { Platform } from '@scalr/platform';
import type { Environment } from '@scalr/workspace';
import type { Streams } from './terminal.ts';

/** What every command is given. Nothing else of the world is reached for. */
export interface Context {
  readonly environment: Environment;
  readonly streams: Streams;
  readonly json: boolean;
  /** The checkout that holds this code. */
  readonly installFolder: string;
  /** Composed when it is first asked for. */
  platform(): Promise<Platform>;
}
