import { formatProblem } from '@scalr/errors';
import { HUB_SLUG } from '@scalr/plan';
import type { UpReport } from '@scalr/platform';
import { ENGINE_NAMES, type EngineName } from '@scalr/ports';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { lastEngine, refuseSecondEngine, rememberEngine, takeBackEngine } from '../engine-choice.ts';
import { engineOption, parsePort } from '../options.ts';
import { ProgressLine, table } from '../terminal.ts';

interface UpOptions {
  readonly prod?: true;
  readonly edit?: true;
  readonly tls?: boolean;
  readonly port?: number;
  readonly engine?: EngineName;
}

export default {
  summary: 'Bring the platform up, all of it or single apps; ends when the portal answers',
  configure(command, act) {
    command
      .argument('[app...]', 'slugs: only these, the apps they call and the portal; beside what runs already')
      .option('--prod', 'built, compressed, cached frontends; nothing restarts on change')
      .option('--edit', 'frontends and backends follow their sources (the default)')
      .option('--tls', 'serve https with a certificate authority of this workspace')
      .option('--no-tls', 'serve http')
      .option('--port <port>', 'public port; default 80 (443 with --tls), else the next free one', parsePort)
      .addOption(engineOption(ENGINE_NAMES))
      // commander gives a negatable option the default true
      .setOptionValueWithSource('tls', undefined, 'default')
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, apps: readonly string[], options: UpOptions) {
  const { up } = await import('@scalr/platform');
  const platform = await context.platform(options.engine);
  await refuseSecondEngine(context, platform);
  const former = await lastEngine(platform.root);
  // Ahead of it: who is killed meanwhile, or fails halfway, is to be able to look at it and end it.
  await rememberEngine(platform.root, platform.engine.name);
  const progress = new ProgressLine(context.streams, context.environment);
  const report = await up(platform, {
    apps,
    ...(options.prod ? { mode: 'production' as const } : options.edit ? { mode: 'edit' as const } : {}),
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    ...(options.port === undefined ? {} : { port: options.port }),
    onProgress: context.json ? () => {} : progress.show,
  }).catch(async (error: unknown) => {
    await takeBackEngine(platform, former);
    throw error;
  });
  return { data: dataOf(report), text: textOf(report, options.port !== undefined) };
}

function appsOf({ plan }: UpReport) {
  return plan.routes.flatMap((route) => {
    const app = plan.apps.find(({ slug }) => slug === route.slug);
    return app === undefined ? [] : [{ slug: app.slug, name: app.manifest.name, url: app.url }];
  });
}

function dataOf(report: UpReport) {
  const { plan, changed, firstSignIn } = report;
  return {
    portal_url: plan.portalUrl,
    auth_url: plan.issuer,
    mode: plan.mode,
    changed,
    ...(firstSignIn === null ? {} : { first_sign_in: firstSignIn }),
    apps: appsOf(report),
    quarantined: plan.quarantined,
    problems: report.problems,
    warnings: report.warnings,
  };
}

function textOf(report: UpReport, isPortAsked: boolean): string {
  const { plan, changed, firstSignIn } = report;
  const lines = [changed ? 'SCALR is up.' : 'SCALR is already up; nothing was changed.', ''];
  const apps = [...appsOf(report)].sort((a, b) => Number(b.slug === HUB_SLUG) - Number(a.slug === HUB_SLUG));
  lines.push(table(apps.map(({ name, url }) => [`  ${name}`, url])));
  if (!plan.choice.all) lines.push('', '  Only what was asked for runs. All apps:   ./scalr up');
  if (firstSignIn) {
    lines.push('', '  Sign in the first time (shown only now):');
    lines.push(`    name      ${firstSignIn.username}`, `    password  ${firstSignIn.password}`);
  } else {
    lines.push('', '  Password lost?   ./scalr user password <name>');
  }
  const standard = plan.origin.scheme === 'https' ? 443 : 80;
  if (plan.origin.port !== standard && !isPortAsked)
    lines.push('', `  Port ${standard} is taken or forbidden here, so the front door is on ${plan.origin.port}.`);
  for (const { folder, problems } of plan.quarantined) {
    lines.push('', `  ${folder} is left out until this is mended:`);
    for (const { code, message, fix, file, line } of problems) {
      lines.push(
        `    ${file ?? folder}${line === undefined ? '' : `:${line}`} ${code}: ${message}`,
        `      fix: ${fix}`,
      );
    }
  }
  for (const problem of [...report.problems, ...report.warnings]) lines.push('', formatProblem(problem));
  return lines.join('\n');
}
