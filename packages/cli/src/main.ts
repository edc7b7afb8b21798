import { describeError, formatProblem } from '@scalr/errors';
import { Command, CommanderError } from 'commander';
import type { Act, Answer } from './command.ts';
import { createContext } from './context.ts';
import { commandNames, loadCommand } from './registry.ts';

const GENERAL = 'One sign-in, one front door, one template, one manifest per app.';

/** Runs one command line and returns its exit code. The only place that prints an answer or an error. */
async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  const context = createContext(json);
  const { stdout, stderr } = context.streams;
  let answer: Answer | null = null;
  const act: Act =
    (work) =>
    async (...args) => {
      answer = await work(context, ...(args as never[]));
    };
  try {
    const program = await buildProgram(argv, act);
    await program.parseAsync(argv, { from: 'user' });
    // Assigned in a callback, which the compiler does not follow.
    const given = answer as Answer | null;
    if (given === null) return 0;
    stdout.write(json ? `${JSON.stringify(given.data, null, 2)}\n` : given.text === '' ? '' : `${given.text}\n`);
    return given.exitCode ?? 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { exitCode, problems, stack } = describeError(error);
    if (json) stdout.write(`${JSON.stringify({ problems }, null, 2)}\n`);
    else stderr.write(`${problems.map(formatProblem).join('\n')}\n`);
    if (stack !== undefined && context.environment.debug) stderr.write(`${stack}\n`);
    return exitCode;
  }
}

/** Only the command that is asked for is loaded; `--help` loads all to show their summaries. */
async function buildProgram(argv: readonly string[], act: Act): Promise<Command> {
  const program = new Command('scalr').description(GENERAL).exitOverride().showHelpAfterError();
  program.helpCommand(false).showSuggestionAfterError();
  const asked = argv.find((word) => !word.startsWith('-'));
  const names = commandNames();
  const wanted = asked !== undefined && names.includes(asked) ? [asked] : names;
  for (const name of wanted) {
    const module = await loadCommand(name);
    const command = program.command(name).description(module.summary).exitOverride().showHelpAfterError();
    command.option('--json', 'answer as data');
    module.configure(command, act);
    for (const child of command.commands) child.option('--json', 'answer as data').exitOverride().showHelpAfterError();
  }
  return program;
}

process.exitCode = await main(process.argv.slice(2));
