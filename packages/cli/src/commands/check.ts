import { join } from 'node:path';
import type { StageName } from '@scalr/check';
import { closestName } from '@scalr/manifest';
import { Option } from 'commander';
import { findBrowser } from '../browser.ts';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';
import { askRepository } from '../repository-checks.ts';

interface CheckOptions {
  readonly all?: true;
  readonly explain?: string;
  readonly until?: StageName;
  readonly repo?: true;
}

export default {
  summary: 'Say of an app whether it works: the one judge; exit 1 mend the app, 3 mend the machine',
  configure(command, act) {
    command
      .argument('[apps...]', 'slugs; left out: every app that changed since it passed')
      .option('--all', 'also those that did not change')
      .addOption(
        new Option('--until <stage>', 'only this stage and those it stands on').choices([
          ...['manifest', 'schema', 'types', 'contract', 'api', 'ui', 'real'],
        ]),
      )
      .option('--explain <code>', 'more about one finding')
      .option('--repo', 'no app: the repository itself, by every guard of infra/checks')
      .action(act(run));
  },
} satisfies CommandModule;

export async function run(context: Context, slugs: readonly string[], options: CheckOptions) {
  if (options.repo === true) return checkedRepository(context, slugs, options);
  if (options.explain !== undefined) return explained(options.explain.toUpperCase());
  const { checkApps, exitCodeOf, printReport } = await import('@scalr/check');
  const platform = await context.platform();
  const ground = {
    platform,
    install: context.installFolder,
    state: join(platform.root, '.scalr'),
    browser: () => findBrowser(context),
    env: context.environment.inherited,
  };
  const wish = { slugs, all: options.all === true, until: options.until };
  const { checks, unchanged } = await checkApps(ground, wish, () => {});
  const printed = checks.map(({ report, passed }) => printReport(report, passed));
  const same = unchanged.length === 0 ? [] : [`unchanged since they passed: ${unchanged.join(', ')}`];
  const reports = checks.map(({ report }) => report);
  return {
    data: { apps: checks.map(({ report, passed }) => ({ ...report, ...passed })), unchanged },
    text: [...printed, ...same].join('\n\n'),
    exitCode: exitCodeOf(reports),
  };
}

async function checkedRepository(context: Context, slugs: readonly string[], { repo: _, ...others }: CheckOptions) {
  const besides = [...slugs, ...Object.keys(others).map((name) => `--${name}`)].filter((word) => word !== '--json');
  if (besides.length > 0) throw errors.error('repositoryAlone', { besides: besides.join(' ') });
  return askRepository(context, 'checkRepository');
}

async function explained(code: string) {
  const { explain, ruleOf, ruleCodes } = await import('@scalr/check');
  const rule = ruleOf(code);
  if (rule === undefined) throw errors.error('unknownRule', { code, closest: closestName(code, ruleCodes()) });
  return { data: rule, text: explain(rule) };
}
