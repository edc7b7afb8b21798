import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckReport } from '../src/index.ts';
import { expectedOf, fixtureNames, openPageBoard, type PageBoard, stageOf } from './broken.ts';
import { proveBroken } from './broken-suite.ts';

const ofStage = (wanted: string) => fixtureNames().filter((name) => stageOf(expectedOf(name)) === wanted);
const PAGES = ofStage('ui');

describe('pages of one app', () => {
  let board: PageBoard;
  let broken: { readonly code: number; readonly report: CheckReport };
  beforeAll(async () => {
    board = await openPageBoard(PAGES);
    broken = await board.check();
  }, 400_000);
  afterAll(() => board?.remove());

  test.each(PAGES)('%s is caught, with its place', (name) => {
    const file = board.fileOf(name);
    const findings = broken.report.stages.flatMap((stage) => stage.findings);
    const [first] = findings.filter((finding) => finding.file === file);
    const line = board.lineOf(name);
    expect(first, JSON.stringify(findings, null, 1)).toMatchObject({
      ...{ code: expectedOf(name).code, side: 'app', stage: 'ui', file },
      ...(line === undefined ? {} : { line }),
    });
    expect(first!.fix).not.toBe('');
  });

  test('nothing else is found, and each page is mended by what its finding says', async () => {
    expect(broken.code).toBe(1);
    const places = broken.report.stages.flatMap((stage) => stage.findings.map(({ file }) => file));
    expect([...new Set(places)].sort()).toEqual(PAGES.map(board.fileOf).sort());
    board.fix();
    const { code, report } = await board.check();
    expect([code, report.stages.flatMap((stage) => stage.findings)]).toEqual([0, []]);
  }, 400_000);
});

proveBroken(ofStage('real'));
