import type { Finding, Note, StageName } from './finding.ts';
import type { CheckReport } from './run-check.ts';

/** More would not be read. They are the first of the earliest stage, because the rest often follows from them. */
const SHOWN = 5;

export interface Passed {
  /** What a person should look at once: who can see and do what. */
  readonly accessCard: string;
  /** Absolute paths. */
  readonly screenshots: readonly string[];
}

/** The report for a terminal; `passed` only where everything passed. */
export function printReport(report: CheckReport, passed: Passed | null): string {
  const findings = report.stages.flatMap((stage) => stage.findings);
  const line = report.stages.map(({ name, state }) => `${{ passed: '✓', failed: '✗', skipped: '-' }[state]} ${name}`);
  const head = `${report.slug}: ${line.join('  ')}  (${(report.ms / 1000).toFixed(1)} s)`;
  const notes = report.stages.flatMap(({ name, notes: said = [] }) =>
    said.flatMap((note) => ['', printNote(name, note)]),
  );
  if (passed !== null) {
    const shots = passed.screenshots.map((path) => `  ${path}`);
    return [head, ...notes, '', passed.accessCard, '', 'Screenshots', ...shots, '', `It works: ${report.url}`].join(
      '\n',
    );
  }
  const more = findings.length > SHOWN ? ['', `and ${findings.length - SHOWN} more; mend these first`] : [];
  const told = findings.slice(0, SHOWN).flatMap((finding) => ['', printFinding(finding)]);
  return [head, ...told, ...more, ...notes].join('\n');
}

function printNote(stage: StageName, { says, got }: Note): string {
  return [`[note] ${stage} ${says}`, row('got', got)].join('\n');
}

export function printFinding(finding: Finding): string {
  const { code, stage, side, file, line, did, got, expected, why, fix, dont } = finding;
  const place = file === undefined ? '' : ` ${file}${line === undefined ? '' : `:${line}`}`;
  const facts = Object.entries({ did, got, expected, why, fix, ...(dont === undefined ? {} : { "don't": dont }) });
  return [`[${side}] ${stage} ${code}${place}`, ...facts.map(([name, text]) => row(name, text))].join('\n');
}

const row = (name: string, text: string) => `  ${name.padEnd(9)} ${text.replaceAll('\n', `\n${' '.repeat(12)}`)}`;

/** 0 passed; else what is to be mended first decides: 1 the app, 3 the environment. */
export function exitCodeOf(reports: readonly CheckReport[]): 0 | 1 | 3 {
  const [first] = reports.flatMap(({ stages }) => stages.flatMap((stage) => stage.findings));
  if (first === undefined) return 0;
  return first.side === 'env' ? 3 : 1;
}
