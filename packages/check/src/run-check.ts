import { describeError } from '@scalr/errors';
import { type Finding, type Note, STAGES, type StageName, type StageReport } from './finding.ts';
import type { Stage, Subject } from './subject.ts';

export interface CheckReport {
  readonly slug: string;
  readonly passed: boolean;
  readonly url: string;
  readonly ms: number;
  readonly stages: readonly StageReport[];
}

/** What has to have passed before a stage is worth its time. */
const AFTER: Readonly<Record<StageName, readonly StageName[]>> = {
  manifest: [],
  schema: ['manifest'],
  types: ['manifest'],
  contract: ['manifest'],
  api: ['contract'],
  ui: ['contract'],
  real: ['schema', 'types', 'api', 'ui'],
};

/** What has to be over, whatever came of it: both write records, and would meet each other's. */
const TURN: Readonly<Partial<Record<StageName, StageName>>> = { ui: 'api' };

export interface RunOptions {
  /** Only this stage and those it stands on; left out: all. */
  readonly until?: StageName | undefined;
  /** Done as soon as there will be pages to look at: a browser takes its time to start and to sign in. */
  readonly openBrowser?: () => void;
  readonly now?: () => number;
}

/** Runs every stage as soon as those it stands on have passed; what cannot run is skipped and says why. */
export async function runCheck(
  subject: Subject,
  stages: Readonly<Record<StageName, Stage>>,
  { until, openBrowser, now = () => performance.now() }: RunOptions = {},
): Promise<CheckReport> {
  const began = now();
  const wanted = until === undefined ? STAGES : STAGES.filter((name) => needed(until).has(name));
  const running = new Map<StageName, Promise<StageReport>>();
  const report = (name: StageName): Promise<StageReport> => {
    const known = running.get(name);
    if (known !== undefined) return known;
    const turn = wanted.filter((one) => one === TURN[name]);
    const started = Promise.all([...AFTER[name], ...turn].map(report)).then((before) =>
      runStage(name, before.slice(0, AFTER[name].length)),
    );
    running.set(name, started);
    return started;
  };
  const runStage = async (name: StageName, before: readonly StageReport[]): Promise<StageReport> => {
    const missing = before.filter(({ state }) => state !== 'passed').map((one) => one.name);
    if (missing.length > 0) {
      return { name, state: 'skipped', reason: `needs ${missing.join(' and ')} to pass`, ms: 0, findings: [] };
    }
    const start = now();
    if (name === 'api' && wanted.includes('ui')) openBrowser?.();
    const notes: Note[] = [];
    const looked = stages[name](subject, (note) => notes.push(note));
    const findings = await looked.catch((error: unknown) => unexpected(name, error));
    const state = findings.length === 0 ? 'passed' : 'failed';
    return { name, state, ms: Math.round(now() - start), findings, ...(notes.length === 0 ? {} : { notes }) };
  };
  const reports = await Promise.all(wanted.map(report));
  const passed = reports.every(({ state }) => state === 'passed');
  return { slug: subject.app.slug, passed, url: subject.app.url, ms: Math.round(now() - began), stages: reports };
}

/** A stage that cannot look is no proof of anything, and no fault of the app. */
function unexpected(stage: StageName, error: unknown): readonly Finding[] {
  return describeError(error).problems.map(({ code, message, fix, file, line }) => ({
    ...{ code, stage, side: 'env', did: `the stage "${stage}"`, got: message, expected: 'to be able to look' },
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    why: 'the check itself could not go on, so it says nothing about the app',
    fix: fix || './scalr ps, then ./scalr logs',
    dont: 'edit code',
  }));
}

function needed(stage: StageName): ReadonlySet<StageName> {
  return new Set([stage, ...AFTER[stage].flatMap((before) => [...needed(before)])]);
}
