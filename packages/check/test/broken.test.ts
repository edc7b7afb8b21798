import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodeOf, STAGES } from '../src/index.ts';
import { type Checked, expectedOf, fixtureNames, lineOf, openWorkshop, stageOf, type Workshop } from './broken.ts';

const NAMES = fixtureNames();
const WHOLE = 'whole';
const AT_ONCE = 8;
let workshop: Workshop;

/** Apps of one stage are checked in one run, no further than that stage. */
async function checkAll(): Promise<ReadonlyMap<string, Checked>> {
  const results = new Map<string, Checked>();
  for (const stage of STAGES) {
    const names = NAMES.filter((name) => stageOf(expectedOf(name)) === stage);
    // One command may take two minutes at most, also on a busy machine.
    for (let from = 0; from < names.length; from += AT_ONCE) {
      const some = names.slice(from, from + AT_ONCE);
      const checked = await workshop.check(some, stage);
      for (const name of some) results.set(name, checked);
    }
  }
  return results;
}

beforeAll(async () => {
  workshop = await openWorkshop(NAMES);
}, 240_000);
afterAll(() => workshop?.remove());

describe('broken', () => {
  let results: ReadonlyMap<string, Checked>;
  beforeAll(async () => {
    results = await checkAll();
  }, 400_000);

  test.each(NAMES)('%s is caught, with its place', (name) => {
    const app = workshop.apps.find((one) => one.name === name)!;
    const { code, reports } = results.get(name)!;
    const report = reports.get(name)!;
    const findings = report.stages.flatMap((stage) => stage.findings);
    const first = findings[0];
    const { expected } = app;
    const file = expected.file === undefined ? {} : { file: `apps/products/${name}/${expected.file}` };
    const line = lineOf(app);
    expect(first, JSON.stringify(findings, null, 1)).toMatchObject({
      ...{ code: expected.code, side: 'app', stage: stageOf(expected), ...file },
      ...(line === undefined ? {} : { line }),
    });
    expect(first!.fix).not.toBe('');
    expect([exitCodeOf([report]), code]).toEqual([1, 1]);
  });
});

describe('as it was scaffolded', () => {
  test('the template passes everything but the last stage', async () => {
    const { code, reports } = await workshop.check([WHOLE], null);
    const { stages } = reports.get(WHOLE)!;
    expect(stages.map(({ name, state }) => [name, state])).toEqual(
      STAGES.map((name) => [name, name === 'real' ? 'failed' : 'passed']),
    );
    const codes = stages.flatMap(({ findings }) => findings.map((finding) => finding.code));
    expect([code, codes]).toEqual([1, ['STILL_THE_TEMPLATE', 'FEATURES_MISSING']]);
  }, 120_000);
});

describe('fixed', () => {
  let results: ReadonlyMap<string, Checked>;
  beforeAll(async () => {
    await workshop.fix();
    results = await checkAll();
  }, 400_000);

  test.each(NAMES)('%s passes its stage', (name) => {
    const report = results.get(name)!.reports.get(name)!;
    const stage = report.stages.find((one) => one.name === stageOf(expectedOf(name)))!;
    expect(stage, JSON.stringify(report.stages, null, 1)).toMatchObject({ state: 'passed', findings: [] });
  });
});
