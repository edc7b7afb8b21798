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

test('an engine that cannot come up is not the one that the next commands mean', async () => {
  // Nobody answers on the address that Docker is told.
  const refused = await platform.cli(['up', '--engine', 'compose', '--json'], {
    env: { DOCKER_HOST: 'tcp://127.0.0.1:9' },
  });
  expect([refused.code, refused.data.problems[0].code]).toEqual([3, expect.stringMatching(/^(?:DOCKER|COMPOSE)_/)]);
  expect((await platform.cli(['deploy', '--json'])).data.problems[0].code).toBe('RELEASES_NOT_HERE');
});
