import { openGround } from './ground.ts';
import type { Finding, Ground, Guard, Outcome } from './guard.ts';
import { GUARDS } from './guards/index.ts';

/** As many as the smallest machine has cores. */
const AT_ONCE = 2;

export interface GuardReport {
  readonly name: string;
  readonly asks: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly reason?: string;
  readonly ms: number;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

export interface GuardOptions {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** Told as each ends. */
  readonly log: (line: string) => void;
  /** Left out: all. */
  readonly guards?: readonly Guard[];
}

/** Runs guards, two at a time; the reports come in the order of the guards. */
export async function runGuards({ root, env, log, guards = GUARDS }: GuardOptions): Promise<readonly GuardReport[]> {
  const ground = await openGround(root, env);
  const reports: GuardReport[] = [];
  const waiting = guards.entries();
  const worker = async () => {
    // One iterator for all workers: each takes what is next.
    for (const [at, guard] of waiting) {
      reports[at] = await report(guard, ground);
      log(headOf(reports[at]));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return reports;
}

async function report(guard: Guard, ground: Ground): Promise<GuardReport> {
  const begun = performance.now();
  const { findings, notes = [], skipped } = await look(guard, ground);
  const state = findings.length > 0 ? 'failed' : skipped === undefined ? 'passed' : 'skipped';
  return {
    name: guard.name,
    asks: guard.asks,
    state,
    ...(skipped === undefined ? {} : { reason: skipped }),
    ms: Math.round(performance.now() - begun),
    findings,
    notes,
  };
}

/** A guard that cannot look is no reason to keep what the others found. */
async function look(guard: Guard, ground: Ground): Promise<Outcome> {
  try {
    return await guard.look(ground);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return { findings: [{ what, fix: `the guard ${guard.name} could not look: mend this first` }] };
  }
}

/** The reports for a terminal, every finding with its place and its fix. */
export function printReports(reports: readonly GuardReport[]): string {
  const lines = reports.flatMap((one) => [
    headOf(one),
    ...one.notes.map((note) => `  ${note}`),
    ...one.findings.flatMap(printFinding),
  ]);
  const failed = reports.filter(({ state }) => state === 'failed').length;
  const end = failed === 0 ? 'The repository is in order.' : `${failed} of ${reports.length} guards found something.`;
  return [...lines, '', end].join('\n');
}

function headOf({ name, asks, state, reason, findings, ms }: GuardReport): string {
  const mark = { passed: '✓', failed: '✗', skipped: '-' }[state];
  const said = reason === undefined ? '' : ` (not all of it: ${reason})`;
  const count = findings.length === 0 ? asks : `${asks}: ${findings.length} found`;
  return `${mark} ${name.padEnd(16)} ${count}${said}  ${(ms / 1000).toFixed(1)} s`;
}

function printFinding({ file, line, what, fix }: Finding): string[] {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}  `;
  return [`  ${place}${what}`, `      fix: ${fix}`];
}
