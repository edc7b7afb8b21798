import type { Command } from 'commander';
import type { Context } from './context.ts';

/** What a command answers: the same facts for a program (`--json`) and for a person. */
export interface Answer {
  readonly data: unknown;
  readonly text: string;
  /** Left out: 0. */
  readonly exitCode?: number;
}

/** One file of `commands/`: meta, arguments, run. Printing and exiting happen in main.ts only. */
export interface CommandModule {
  /** One line for `scalr --help`. */
  readonly summary: string;
  /** Declares arguments and options; subcommands call `run` through `action`. */
  configure(command: Command, act: Act): void;
}

/** Binds a subcommand to its work. Arguments come as commander gives them. */
export type Act = (
  work: (context: Context, ...args: never[]) => Promise<Answer | null>,
) => (...args: unknown[]) => Promise<void>;
