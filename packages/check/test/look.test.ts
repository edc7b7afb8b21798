import { randomInt } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlatformUnderTest, platformUnderTest } from '@scalr/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cutOff } from '../src/look/network-change.ts';

const BOXES = `import { Page } from '@scalr/app-client';
import { Button } from '@scalr/ui';
import { useState } from 'react';

export default function BoxesPage() {
  const [says, say] = useState('');
  return (
    <Page title="Boxes">
      <Button onClick={() => say('Packing')}>Pack</Button>
      <label><input type="checkbox" /> Packed</label>
      <label><input type="checkbox" defaultChecked /> Sealed</label>
      <p>{says}</p>
    </Page>
  );
}
`;

test.each([
  ['a network that changed', { status: 0, text: 'GET /api/x: net::ERR_NETWORK_CHANGED' }, false, true],
  [
    'code that did not come, of a page with nothing on it',
    { status: 0, text: 'GET /src/a.tsx: net::ERR_FAILED' },
    true,
    true,
  ],
  ['one answer that did not come', { status: 0, text: 'GET /api/x: net::ERR_FAILED' }, false, false],
  ['a refusal', { status: 404, text: 'GET /src/a.tsx' }, true, false],
])('of %s, whether it is the network of the machine', (_what, seen, isEmpty, expected) => {
  expect(cutOff([{ kind: 'request', stack: '', ...seen }], isEmpty)).toBe(expected ? seen.text : null);
});

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

  test('presses what is named, so that dialogs are seen, and says what is ticked', async () => {
    const page = join(platform.root, 'apps/products/shelf/frontend/src/pages/boxes.tsx');
    writeFileSync(page, BOXES);
    const look = (...args: readonly string[]) => platform.cli(['look', 'shelf', '/boxes', ...args]);
    const boxes = await look('--click', 'Pack');
    expect([boxes.code, boxes.stdout]).toEqual([
      0,
      expect.stringContaining('fields      checkbox "Packed" (unchecked), checkbox "Sealed" (checked)\n'),
    ]);
    expect(boxes.stdout).toContain('Packing');
    const nothing = await look('--click', 'Pack', '--click', 'Unpack', '--json');
    expect([nothing.code, nothing.data.problems[0]]).toMatchObject([
      1,
      { code: 'LOOK_NOTHING_TO_CLICK', message: expect.stringContaining('is called "Unpack": there are ') },
    ]);
    const dialog = await platform.cli(['look', 'shelf', '--click', 'Write the first one', '--json']);
    expect(dialog.data.headings).toContainEqual({ level: 2, name: 'New note' });
  }, 180_000);

  test('a browser that does not start is no fault of the app', async () => {
    const { code, data } = await platform.cli(['look', 'shelf', '--json'], { env: { SCALR_BROWSER: '/bin/false' } });
    expect([code, data.problems[0].code]).toEqual([3, 'LOOK_FAILED']);
  }, 120_000);
});
