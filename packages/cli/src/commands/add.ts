import { relative, resolve, sep } from 'node:path';
import { formatProblem } from '@scalr/errors';
import { type AddEntityReport, addEntity, entityErrors } from '@scalr/platform';
import { loadWorkspace } from '@scalr/workspace';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';

interface EntityOptions {
  readonly access: string;
  readonly app?: string;
}

export default {
  summary: 'Add something to an app: entity writes model, migration and page of a kind of record',
  configure(command, act) {
    command
      .command('entity <name> <fields...>')
      .description('write model, migration and page of a kind of record; nothing that is there is edited')
      .requiredOption(
        '--access <rule>',
        'owner, shared, shared-read (all signed in read, owners write), group:<name>, or public-read (everybody reads, owners write)',
      )
      .option('--app <slug>', 'left out: the app whose folder one is in')
      .addHelpText('after', FIELDS)
      .action(act(runEntity));
  },
} satisfies CommandModule;

const FIELDS = `
Fields: name:type, with ? at the end where it may be empty, and =default
  string text int money bool date datetime uuid enum(a|b|c) ref:<entity>
  ./scalr add entity invoices title:string total:money due:date? 'status:enum(draft|sent)=draft' --access owner`;

async function runEntity(context: Context, name: string, fields: readonly string[], { access, app }: EntityOptions) {
  const platform = await context.platform();
  const slug = app ?? (await appHere(platform.root));
  if (slug === null) throw entityErrors.error('noApp', undefined);
  const report = await addEntity(platform, { app: slug, name, fields, access });
  return { data: report, text: textOf(report), exitCode: report.types.problems.length === 0 ? 0 : 1 };
}

/** Null: the command runs in no app. */
async function appHere(root: string): Promise<string | null> {
  const { apps, root: real } = await loadWorkspace(root);
  const here = relative(real, resolve(process.cwd())).split(sep).join('/');
  const app = apps.find(({ folder }) => here === folder || here.startsWith(`${folder}/`));
  return app?.manifest.slug ?? null;
}

function textOf({ app, files, path, page, types }: AddEntityReport): string {
  const next = page === null ? [] : [`  page   ${page}, in the menu of ${app}`];
  return [
    'Written, nothing edited:',
    ...files.map((file) => `  ${file}`),
    '',
    `  API    ${path}`,
    ...next,
    ...types.problems.map(formatProblem),
  ].join('\n');
}
