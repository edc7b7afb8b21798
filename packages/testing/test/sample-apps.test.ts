import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PlatformUnderTest, platformUnderTest } from '../src/platform-under-test.ts';
import { addSampleApps } from '../src/sample-apps.ts';

let platform: PlatformUnderTest;
let slugs: readonly string[];

beforeAll(async () => {
  platform = platformUnderTest('this repository');
  slugs = addSampleApps(platform.root);
  const types = await platform.cli(['types', ...slugs]);
  if (types.code !== 0) throw new Error(types.stdout + types.stderr);
  // Other suites run beside this one and reach for the usual ports.
  const up = await platform.cli(['up', '--port', String(20_000 + randomInt(20_000)), '--json']);
  if (up.code !== 0) throw new Error(up.stdout + up.stderr);
});
afterAll(() => platform.remove());

interface Report {
  readonly slug: string;
  readonly passed: boolean;
  readonly stages: readonly { readonly name: string; readonly state: string; readonly findings: readonly unknown[] }[];
}

test('there are three of them, one in Python', () => {
  expect(slugs).toEqual(['feedback-box', 'lending-desk', 'packing-list']);
});

test.each(['feedback-box', 'lending-desk', 'packing-list'])(
  '%s passes every stage of the check',
  { timeout: 120_000 },
  async (slug) => {
    const { code, data } = await platform.cli(['check', slug, '--json']);
    const [report] = data.apps as [Report];
    expect(report.stages.flatMap(({ findings }) => findings)).toEqual([]);
    expect(report).toMatchObject({ slug, passed: true });
    expect(code).toBe(0);
  },
);
