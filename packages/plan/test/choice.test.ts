import { type ManifestInput, manifestSchema } from '@scalr/manifest';
import { type Choice, chooseApps, EVERY_APP, includesChoice, widenChoice } from '@scalr/plan';
import { describe, expect, it } from 'vitest';

function app(slug: string, calls: readonly string[] = [], kind: ManifestInput['kind'] = 'product') {
  const manifest = manifestSchema.parse({
    manifest_version: 1,
    id: '8b6f2f5e-6d43-4b0e-9f0b-0a7c1f6c2a10',
    ...{ slug, kind, calls, name: slug, description: 'x', created: '2026-01-01', owner: 'x' },
  });
  return { manifest };
}

const APPS = [
  app('billing', ['vault']),
  app('desk', ['billing', 'gone']),
  app('portal', [], 'platform'),
  app('stranger'),
  app('template-app'),
  app('vault', ['desk']),
];
const only = (...named: string[]): Choice => ({ all: false, named });
const chosen = (choice: Choice) => chooseApps(APPS, choice).map(({ manifest }) => manifest.slug);

describe('chooseApps', () => {
  it('takes every app but the template', () => {
    expect(chosen(EVERY_APP)).toEqual(['billing', 'desk', 'portal', 'stranger', 'vault']);
    expect(chosen({ all: true, named: ['template-app'] })).toHaveLength(6);
  });

  it('takes those that are named, the hub, and whom they call, round and round', () => {
    expect(chosen(only('stranger'))).toEqual(['portal', 'stranger']);
    expect(chosen(only('desk'))).toEqual(['billing', 'desk', 'portal', 'vault']);
    expect(chosen(only('template-app'))).toEqual(['portal', 'template-app']);
    expect(chosen(only('gone'))).toEqual(['portal']);
  });
});

describe('widenChoice', () => {
  it.each<[string, Choice | null, string[], Choice]>([
    ['everything, when nothing is named', null, [], EVERY_APP],
    ['only what is named', null, ['desk', 'billing', 'desk'], only('billing', 'desk')],
    ['more beside what runs', only('desk'), ['billing'], only('billing', 'desk')],
    ['everything beside what runs', only('desk', 'template-app'), [], { all: true, named: ['template-app'] }],
    ['nothing new where all run', EVERY_APP, ['desk'], EVERY_APP],
    ['the template where all run', EVERY_APP, ['template-app'], { all: true, named: ['template-app'] }],
    [
      'the template as long as it runs',
      { all: true, named: ['template-app'] },
      ['desk'],
      { all: true, named: ['template-app'] },
    ],
  ])('means %s', (_what, former, named, expected) => {
    const next = widenChoice(former, named);
    expect(next).toEqual(expected);
    if (former !== null) expect(includesChoice(next, former)).toBe(true);
  });
});

describe('includesChoice', () => {
  it('is false where something that runs would be ended', () => {
    expect(includesChoice(only('desk'), EVERY_APP)).toBe(false);
    expect(includesChoice(only('desk'), only('billing'))).toBe(false);
    expect(includesChoice(EVERY_APP, only('template-app'))).toBe(false);
    expect(includesChoice(EVERY_APP, only('desk'))).toBe(true);
  });
});
