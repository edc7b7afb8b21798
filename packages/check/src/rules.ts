import type { Rule } from './rule.ts';
import { stageRules } from './stages/index.ts';

const byCode = new Map<string, Rule>(stageRules.map((rule) => [rule.code, rule]));

/** What stands behind a code; undefined: it is no rule of the check. */
export const ruleOf = (code: string): Rule | undefined => byCode.get(code);

export const ruleCodes = (): readonly string[] => [...byCode.keys()].sort();
