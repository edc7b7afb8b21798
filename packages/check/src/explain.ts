import type { Rule } from './rule.ts';

/** The page of a rule, for `./scalr check --explain CODE`. */
export function explain({ code, stage, side, title, why, fix, dont, page }: Rule): string {
  const rows = [
    `${code}: ${title}`,
    '',
    `stage     ${stage}`,
    `whose     ${side === 'app' ? 'the app: edit it' : 'the machine or the platform: editing the app does not help'}`,
    `why       ${why}`,
    `fix       ${fix}`,
    ...(dont === undefined ? [] : [`don't     ${dont}`]),
  ];
  return [...rows, '', page.trim()].join('\n');
}
