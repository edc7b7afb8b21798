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

test('the apps that agents built pass every stage of the check', { timeout: 240_000 }, async () => {
  expect(slugs).toEqual(['feedback-box', 'lending-desk', 'packing-list']);
  const answer = await platform.cli(['check', ...slugs, '--all', '--json']);
  const apps = answer.data.apps as readonly Report[];
  const findings = apps.flatMap(({ slug, stages }) =>
    stages.flatMap((stage) => stage.findings.map((finding) => ({ slug, finding }))),
  );
  expect(findings).toEqual([]);
  expect(apps.map(({ slug, passed }) => [slug, passed])).toEqual(slugs.map((slug) => [slug, true]));
  expect(answer.code).toBe(0);
});
