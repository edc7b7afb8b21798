import { platformUnderTest } from '@scalr/testing';
import { afterAll, expect, test } from 'vitest';

const platform = platformUnderTest('two-apps');
afterAll(() => platform.remove());

test('where apps run from their sources there are no releases, and each command says what to do instead', async () => {
  for (const args of [['deploy'], ['deploy', 'notes'], ['rollback', 'notes'], ['releases']]) {
    const { code, data } = await platform.cli([...args, '--json']);
    expect([code, data.problems.length], args.join(' ')).toEqual([1, 1]);
    expect(data.problems[0], args.join(' ')).toMatchObject({
      code: 'RELEASES_NOT_HERE',
      message: expect.stringContaining(`./scalr ${args[0]} is for servers`),
      fix: expect.stringContaining('./scalr up --prod'),
    });
  }
});

test('how many releases stay is a number of at least one', async () => {
  for (const keep of ['0', '-1', 'all']) {
    const { code, stderr } = await platform.cli(['deploy', '--keep', keep]);
    expect([code, stderr], keep).toEqual([2, expect.stringContaining('at least 1')]);
  }
});
