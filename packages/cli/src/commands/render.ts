import { resolve } from 'node:path';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { engineOption } from '../options.ts';

interface RenderOptions {
  readonly engine: 'compose' | 'swarm';
  readonly out: string;
  readonly edit?: true;
}

export default {
  summary: 'Write the files a server runs from, and nothing else; no secret is in them',
  configure(command, act) {
    command
      .addOption(engineOption(['compose', 'swarm']).makeOptionMandatory())
      .requiredOption('--out <folder>', 'where to; made where it is missing')
      .option('--edit', 'as up --edit would; left out: as up --prod')
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, { engine, out, edit }: RenderOptions) {
  const { renderFiles } = await import('@scalr/platform');
  const { root, renderer } = await context.platform(engine);
  if (renderer === undefined) throw new Error(`the engine ${engine} renders nothing`);
  const folder = resolve(out);
  const report = await renderFiles(renderer, { root, mode: edit ? 'edit' : 'production', out: folder });
  const { files, written, removed } = report;
  const said =
    written.length + removed.length === 0 ? 'Nothing changed' : `${written.length} written, ${removed.length} removed`;
  const text = [`${said} in ${folder}:`, ...files.map((file) => `  ${file}`)].join('\n');
  return { data: { out: folder, files, written, removed }, text };
}
