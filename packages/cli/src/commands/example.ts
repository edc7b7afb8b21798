import type { BackendLanguage } from '@scalr/manual';
import { Option } from 'commander';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { table } from '../terminal.ts';

interface ExampleOptions {
  readonly backend: BackendLanguage;
}

export default {
  summary: 'Show working code to begin with, by topic',
  configure(command, act) {
    command
      .argument('[topic]', 'left out: the topics there are, and what an app may import')
      .addOption(
        new Option('--backend <language>', 'of the backend').choices(['typescript', 'fastapi']).default('typescript'),
      )
      .action(act(run));
  },
} satisfies CommandModule;

export async function run({ installFolder }: Context, topic: string | undefined, { backend }: ExampleOptions) {
  const { exampleTopics, printExample, readExample } = await import('@scalr/manual');
  if (topic !== undefined) {
    const example = await readExample(installFolder, topic, backend);
    return { data: example, text: printExample(example) };
  }
  const { ALLOWED_IMPORTS, ALLOWED_PYTHON } = await import('@scalr/check');
  const topics = exampleTopics();
  const imports = { ...ALLOWED_IMPORTS, fastapi: ALLOWED_PYTHON };
  const rows = topics.map(({ name, says }) => [`  ${name}`, says]);
  const packages = [
    ['  frontend', imports.frontend.join(', ')],
    backend === 'fastapi'
      ? ['  backend', `${imports.fastapi.join(', ')}, and Python itself without what reaches the machine`]
      : ['  backend', imports.backend.join(', ')],
  ];
  const text = [
    './scalr example <topic>',
    table(rows),
    '',
    'An app may import its own files and these; nothing else is installed for it:',
    table(packages),
  ];
  return { data: { topics, imports }, text: text.join('\n') };
}
