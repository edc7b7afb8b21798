import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodeOf, STAGES } from '../src/index.ts';
import { type Checked, expectedOf, lineOf, openWorkshop, stageOf, type Workshop } from './broken.ts';

const AT_ONCE = 4;

/** Proves of every fixture that it is caught, by this code first and at this place, and that its fix makes its stage pass. */
export function proveBroken(names: readonly string[]): void {
  let workshop: Workshop;
  beforeAll(async () => {
    workshop = await openWorkshop(names);
  }, 240_000);
  afterAll(() => workshop?.remove());

  describe('broken', () => {
    let results: ReadonlyMap<string, Checked>;
    beforeAll(async () => {
      results = await checkAll(workshop, names);
    }, 400_000);

    test.each(names)('%s is caught, with its place', (name) => {
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
      for (const text of expected.got ?? []) expect(first!.got).toContain(text);
      expect([exitCodeOf([report]), code]).toEqual([1, 1]);
    });
  });

  describe('fixed', () => {
    let results: ReadonlyMap<string, Checked>;
    beforeAll(async () => {
      await workshop.fix();
      results = await checkAll(workshop, names);
    }, 400_000);

    test.each(names)('%s passes its stage', (name) => {
      const report = results.get(name)!.reports.get(name)!;
      const stage = report.stages.find((one) => one.name === stageOf(expectedOf(name)))!;
      expect(stage, JSON.stringify(report.stages, null, 1)).toMatchObject({ state: 'passed', findings: [] });
    });
  });
}

/** Apps of one stage are checked in one run, no further than that stage. */
async function checkAll(workshop: Workshop, all: readonly string[]): Promise<ReadonlyMap<string, Checked>> {
  const results = new Map<string, Checked>();
  for (const stage of STAGES) {
    const names = all.filter((name) => stageOf(expectedOf(name)) === stage);
    // One command may take two minutes at most, also on a busy machine.
    for (let from = 0; from < names.length; from += AT_ONCE) {
      const some = names.slice(from, from + AT_ONCE);
      const checked = await workshop.check(some, stage);
      for (const name of some) results.set(name, checked);
    }
  }
  return results;
}
