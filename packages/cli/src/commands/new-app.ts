import type { NewAppReport } from '@scalr/platform';
import type { Wish } from '@scalr/scaffold';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { ProgressLine, table } from '../terminal.ts';

export default {
  summary: 'Make a new app of the template, and run it',
  configure(command, act) {
    command
      .argument('[name]', 'what people read on its tile')
      .option('--name <name>', 'the same as an option')
      .option('--slug <slug>', 'its address and folder; left out: made of the name')
      .option('--description <sentence>', 'one sentence, shown on its tile')
      .option('--kind <kind>', 'product (the default), client, internal or platform')
      .option('--backend <language>', 'typescript (the default) or fastapi')
      .option('--folder <folder>', 'where apps of its kind may lie in more than one place: apps or services')
      .option('--icon <icon>', 'a Lucide icon name (https://lucide.dev/icons)')
      .option('--color <color>', 'accent colour, #rrggbb')
      .option('--owner <who>', 'person or team to ask')
      .action(act(run));
  },
} satisfies CommandModule;

export async function run(context: Context, name: string | undefined, options: Wish) {
  const { newApp } = await import('@scalr/platform');
  const platform = await context.platform();
  const said: Wish = name === undefined ? options : { ...options, name };
  const asks = !context.json && process.stdin.isTTY && context.streams.stderr.isTTY === true;
  const wish = asks ? await (await import('../new-app-questions.ts')).askForNewApp(said) : said;
  if (wish === null) return { data: { slug: null }, text: 'Nothing was done.' };
  const progress = new ProgressLine(context.streams, context.environment);
  const report = await newApp(platform, wish, { onProgress: context.json ? () => {} : progress.show });
  return { data: dataOf(report), text: textOf(report) };
}

function nextSteps({ slug, folder, running }: NewAppReport): readonly string[] {
  return [
    ...(running === null ? ['./scalr up'] : []),
    `./scalr open ${slug}`,
    `edit ${folder}; ${folder}/AGENT_INSTRUCTIONS.md says what goes where`,
  ];
}

function dataOf(report: NewAppReport) {
  const { running, ...made } = report;
  return {
    ...made,
    running: running !== null,
    url: running?.url ?? null,
    checks: running?.checks ?? [],
    next: nextSteps(report),
  };
}

function textOf(report: NewAppReport): string {
  const { slug, folder, running } = report;
  const rows = [
    ['  open', running?.url ?? 'once the platform is up: ./scalr up'],
    ['  pages', `${folder}/frontend/src/pages/`],
    ['  records and routes', `${folder}/backend/`],
    ['  what to do next', `${folder}/AGENT_INSTRUCTIONS.md`],
  ];
  const proof = running?.checks.map(({ what, took }) => `  ✓ ${what} (${took} ms)`) ?? [];
  const headline = running === null ? `${slug} is made; the platform is down.` : `${slug} runs.`;
  return [headline, ...proof, '', table(rows)].join('\n');
}
