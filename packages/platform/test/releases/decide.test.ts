import { describe, expect, it } from 'vitest';
import {
  backupsToDelete,
  newMigrations,
  nextRelease,
  partsToReplace,
  releasesToKeep,
  rollbackTarget,
  servingRelease,
  unfinishedRelease,
} from '../../src/releases/decide.ts';
import { parseHistory } from '../../src/releases/release-history.ts';
import type { ReleaseRecord } from '../../src/releases/release-record.ts';

const [A, B, C] = ['a', 'b', 'c'].map((name) => ({ backend: `${name}-api`, frontend: `${name}-page` })) as [
  ReleaseRecord['images'],
  ReleaseRecord['images'],
  ReleaseRecord['images'],
];

function record(release: string, images: ReleaseRecord['images'], change: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return {
    ...{ version: 1, release, kind: 'deploy', time: '2026-01-31T10:00:00.000Z', result: 'good', images, former: {} },
    ...{ to: null, migrations: null, backup: null, commit: null, by: null, reason: null },
    ...change,
  };
}

const namesOf = (records: readonly ReleaseRecord[]) => records.map(({ release }) => release);

describe('what is replaced', () => {
  it('is what serves another image, the API before its page', () => {
    expect(partsToReplace(A, B)).toEqual(['backend', 'frontend']);
    expect(partsToReplace(A, { ...A, frontend: 'b-page' })).toEqual(['frontend']);
    expect(partsToReplace(A, A)).toEqual([]);
  });
  it('leaves a part alone that the app no longer has, and starts one that does not run', () => {
    expect(partsToReplace(A, { frontend: 'a-page' })).toEqual([]);
    expect(partsToReplace({}, A)).toEqual(['backend', 'frontend']);
  });
});

describe('where a rollback goes', () => {
  const history = [
    record('r1', A, { kind: 'found' }),
    record('r2', B),
    record('r3', { backend: 'bad' }, { result: 'failed' }),
    record('r4', C),
  ];

  it('to the good release before the one that serves, past those that failed', () => {
    expect(servingRelease(history, C)?.release).toBe('r4');
    expect(rollbackTarget(history, C)?.release).toBe('r2');
    expect(rollbackTarget(history, B)?.release).toBe('r1');
    expect(rollbackTarget(history, A)).toBeUndefined();
  });
  it('further back after a rollback, not forth and back', () => {
    const rolledBack = [...history, record('r5', B, { kind: 'rollback', to: 'r2' })];
    expect(servingRelease(rolledBack, B)?.release).toBe('r2');
    expect(rollbackTarget(rolledBack, B)?.release).toBe('r1');
  });
  it('to the latest good one where nobody knows what serves', () => {
    expect(servingRelease(history, { backend: 'unknown' })).toBeUndefined();
    expect(rollbackTarget(history, { backend: 'unknown' })?.release).toBe('r4');
  });
});

describe('what stays', () => {
  const history = [record('r1', A), record('r2', B), record('r3', B), record('r4', B), record('r5', C)];

  it('is the latest good ones, and the one to go back to whatever else', () => {
    expect(namesOf(releasesToKeep(history, C, 3))).toEqual(['r3', 'r4', 'r5']);
    expect(namesOf(releasesToKeep(history.slice(0, 4), B, 2))).toEqual(['r1', 'r3', 'r4']);
  });
  it('is the backups of the latest releases that made one', () => {
    const saved = history.map((one, index) => ({ ...one, backup: index === 3 ? null : `backup-${one.release}` }));
    expect(backupsToDelete(saved, 2)).toEqual(['backup-r1', 'backup-r2']);
    expect(backupsToDelete(saved, 9)).toEqual([]);
  });
});

describe('the history', () => {
  it('counts on, also past what failed', () => {
    expect(nextRelease([])).toBe('r1');
    expect(nextRelease([record('r9', A), record('r10', B, { result: 'failed' })])).toBe('r11');
  });
  it('has the last word on each release, and passes over what it does not understand', () => {
    const lines = [
      JSON.stringify(record('r1', A, { result: 'begun' })),
      '{"version":2,"release":"r1"}',
      JSON.stringify(record('r1', A)),
      JSON.stringify(record('r2', B, { result: 'begun' })),
      '{"version":1,"rel',
    ];
    const history = parseHistory(lines.join('\n'));
    expect(history).toEqual([record('r1', A), record('r2', B, { result: 'begun' })]);
    expect(unfinishedRelease(history)?.release).toBe('r2');
    expect(unfinishedRelease(history.slice(0, 1))).toBeUndefined();
  });
  it('knows what migrations a release brings, where both say what they have', () => {
    expect(newMigrations(['1_a'], ['1_a', '2_b', '3_c'])).toEqual(['2_b', '3_c']);
    expect(newMigrations(null, ['1_a'])).toEqual([]);
    expect(newMigrations(['1_a'], null)).toEqual([]);
  });
});
