import { type FileSet, fileSet } from '@scalr/fileset';
import { Command, type Option } from 'commander';
import { commandNames, loadCommand } from '../../packages/cli/src/registry.ts';
import { code, markdownPage, markdownTable } from '../markdown.ts';
import { COMMAND_ANSWERS } from './answers/command-answers.ts';
import { COMMAND_EXAMPLES } from './answers/command-examples.ts';

/** `docs/content/reference/cli.md`, from the command registry of packages/cli. */
export async function generate(): Promise<FileSet> {
  const commands: Command[] = [];
  for (const name of commandNames()) {
    const module = await loadCommand(name);
    const command = new Command(name).description(module.summary);
    module.configure(command, () => async () => {});
    commands.push(command);
  }
  const leaves = commands.flatMap((command) => (command.commands.length > 0 ? command.commands : [command]));
  const paths = leaves.map(pathOf);
  const unknown = Object.keys({ ...COMMAND_ANSWERS, ...COMMAND_EXAMPLES }).filter((path) => !paths.includes(path));
  if (unknown.length > 0) throw new Error(`answers or examples of commands that do not exist: ${unknown.join(', ')}`);
  const page = markdownPage('The command line', 'packages/cli/src/commands', [
    'Everything is done by `./scalr <command>`. Every command has `--help` and `--json`. Progress goes to standard error: drawn over on a terminal, plain lines otherwise (also with `NO_COLOR`). Answers go to standard output. Nothing asks a question where there is no terminal.',
    '## Exit codes',
    markdownTable([
      ['code', 'meaning'],
      ['0', 'good'],
      ['1', 'something of yours has to be changed: a file, a name, a wish; or tests failed'],
      ['2', 'the command line is wrong'],
      ['3', 'the machine lacks or forbids something'],
      ['70', 'a defect of SCALR'],
      ['75', 'the same call may succeed later'],
    ]),
    'With `--json` a failed command prints `{"problems": [{"code", "message", "fix", "file"?, "line"?, "pointer"?}]}`. Every code is in [Error codes](errors.md).',
    '## Commands',
    markdownTable([['command', 'what it does'], ...leaves.map((leaf) => [link(leaf), sentence(leaf.description())])]),
    ...leaves.map(section),
  ]);
  return fileSet([['docs/content/reference/cli.md', page]]);
}

function pathOf(command: Command): string {
  const parent = command.parent;
  return parent === null ? command.name() : `${parent.name()} ${command.name()}`;
}

const link = (command: Command) =>
  `[${code(`./scalr ${pathOf(command)}`)}](#scalr-${pathOf(command).replaceAll(' ', '-')})`;

function section(command: Command): string {
  const path = pathOf(command);
  const answer = COMMAND_ANSWERS[path];
  if (answer === undefined) throw new Error(`infra/generators/answers says no answer of: ${path}`);
  const examples = COMMAND_EXAMPLES[path] ?? [];
  const args = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return { written: argument.required ? `<${name}>` : `[${name}]`, about: argument.description };
  });
  const options: readonly Pick<Option, 'flags' | 'description' | 'mandatory' | 'argChoices'>[] = command.options;
  const usage = ['./scalr', path, ...args.map(({ written }) => written), options.length > 0 ? '[options]' : ''];
  const rows = [
    ...args.filter(({ about }) => about !== '').map(({ written, about }) => [code(written), about]),
    ...options.map(({ flags, description, mandatory, argChoices = [] }) => [
      code(flags),
      [`${description}${argChoices.length > 0 ? `: ${argChoices.join(', ')}` : ''}`, mandatory ? 'needed' : '']
        .filter(Boolean)
        .join('; '),
    ]),
  ];
  return [
    `### scalr ${path}`,
    `${sentence(command.description())}.`,
    `${'```'}\n${usage.filter(Boolean).join(' ')}\n${'```'}`,
    ...(rows.length === 0 ? [] : [markdownTable([['argument, option', 'meaning'], ...rows])]),
    ...(examples.length === 0 ? [] : [`For example:\n\n${'```'}\n${examples.join('\n')}\n${'```'}`]),
    `With ${code('--json')}: ${answer.startsWith('{') || answer.startsWith('[') ? code(answer) : answer}`,
  ].join('\n\n');
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
