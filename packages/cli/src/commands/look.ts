import { join } from 'node:path';
import type { Persona } from '@scalr/check';
import { Option } from 'commander';
import { findBrowser } from '../browser.ts';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';
import { collect, parseWidth } from '../options.ts';

interface LookOptions {
  readonly as: Persona;
  readonly width?: number;
  readonly dark?: true;
  readonly click?: readonly string[];
}

export default {
  summary: 'Look at a page as somebody sees it: headings, controls, errors, a screenshot; never in production',
  configure(command, act) {
    command
      .argument('<app>', 'slug of the app')
      .argument('[page]', 'its path, e.g. /orders', '/')
      .addOption(
        new Option('--as <username>', 'who looks')
          .choices(['member', 'other', 'manager', 'admin', 'anon'])
          .default('member'),
      )
      .option('--width <pixels>', 'of the window, e.g. 390 for a phone; default 1280', parseWidth)
      .option('--dark', 'in the dark look')
      .option(
        '--click <name>',
        'presses what is called so first; may be given several times, in order; nothing is changed',
        collect,
      )
      .action(act(run));
  },
} satisfies CommandModule;

export async function run(context: Context, slug: string, page: string, options: LookOptions) {
  const [{ lookAtPage, printSight }, { runningApp }] = await Promise.all([
    import('@scalr/check'),
    import('@scalr/platform'),
  ]);
  const platform = await context.platform();
  const plan = await platform.engine.current();
  if (plan === null) throw errors.error('platformDown', {});
  const app = await runningApp(platform, plan, slug, 'look');
  const ground = { platform, plan, app, state: join(platform.root, '.scalr'), browser: () => findBrowser(context) };
  const path = page.startsWith('/') ? page : `/${page}`;
  const sight = await lookAtPage(ground, {
    path,
    as: options.as,
    width: options.width,
    isDark: options.dark,
    clicks: options.click,
  });
  return { data: sight, text: printSight(sight) };
}
