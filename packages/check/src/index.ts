export { type AppCheck, type CheckGround, type CheckWish, checkApps } from './check-apps.ts';
export { explain } from './explain.ts';
export { type Finding, type Side, STAGES, type StageName, type StageReport } from './finding.ts';
export { type LookWish, lookAtPage, printSight, type Sight } from './look/index.ts';
export { exitCodeOf, type Passed, printFinding, printReport } from './print.ts';
export type { Rule } from './rule.ts';
export { ruleCodes, ruleOf } from './rules.ts';
export type { CheckReport } from './run-check.ts';
export type { Persona, Stage, Subject } from './subject.ts';
