import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type PlatformUnderTest, platformUnderTest } from '@scalr/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe('look', () => {
  let platform: PlatformUnderTest;
  beforeAll(async () => {
    platform = platformUnderTest('this repository');
    const made = await platform.cli(['new-app', 'Shelf', '--description', 'What stands on it.', '--json']);
    if (made.code !== 0) throw new Error(made.stdout + made.stderr);
    const up = await platform.cli(['up', 'shelf', '--port', String(20_000 + randomInt(20_000)), '--json']);
    if (up.code !== 0) throw new Error(up.stdout + up.stderr);
  }, 240_000);
  afterAll(() => platform.remove());

  test('says what is on a page, as somebody, on a phone', async () => {
    const { code, data } = await platform.cli(['look', 'shelf', '--as', 'other', '--width', '390', '--dark', '--json']);
    expect(code).toBe(0);
    expect(data).toMatchObject({
      ...{ as: 'other', title: 'Notes · Shelf', waits: null, isBroken: false },
      headings: [
        { level: 1, name: 'Notes' },
        { level: 2, name: 'No notes yet' },
      ],
      fields: [{ role: 'searchbox', name: 'Search your notes', required: false, value: '' }],
      ...{ errors: [], failedRequests: [], accessibility: [], sticksOut: [], width: { content: 390, window: 390 } },
    });
    expect(data.controls).toContainEqual({ role: 'button', name: 'Write the first one', disabled: false });
    expect(existsSync(data.screenshot)).toBe(true);
  }, 120_000);

  test('an address that is no page is what it is; nobody is asked to sign in; ten lines', async () => {
    const [nowhere, nobody] = await Promise.all([
      platform.cli(['look', 'shelf', 'nowhere']),
      platform.cli(['look', 'shelf', '--as', 'anon']),
    ]);
    expect([nowhere.code, nobody.code]).toEqual([0, 0]);
    expect(nowhere.stdout).toContain('headings    h1 "This page does not exist"');
    expect(nobody.stdout).toContain('textbox "Password" (required)');
    expect(nowhere.stdout.trimEnd().split('\n')).toHaveLength(10);
  }, 120_000);

  test('a browser that does not start is no fault of the app', async () => {
    const { code, data } = await platform.cli(['look', 'shelf', '--json'], { env: { SCALR_BROWSER: '/bin/false' } });
    expect([code, data.problems[0].code]).toEqual([3, 'LOOK_FAILED']);
  }, 120_000);
});
