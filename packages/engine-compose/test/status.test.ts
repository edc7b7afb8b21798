import { LABELS } from '@scalr/containers';
import { expect, test } from 'vitest';
import { type Container, parseContainers } from '../src/container.ts';
import { stateOf, statusOf } from '../src/status.ts';

const inspected = (state: object, more: object = {}) => ({
  Id: 'f00d',
  Name: '/scalr-hello-backend-1',
  RestartCount: 0,
  State: { Status: 'running', Pid: 4711, ExitCode: 0, ...state },
  Config: {
    Labels: {
      [LABELS.process]: 'hello',
      [LABELS.workspace]: 'a1b2c3d4e5f6',
      [LABELS.release]: 'abc',
      'com.docker.compose.project': 'scalr-hello',
      'com.docker.compose.service': 'backend',
    },
  },
  HostConfig: { PortBindings: {} },
  ...more,
});

const parsed = (state: object, more: object = {}) =>
  parseContainers(JSON.stringify([inspected(state, more)]))[0] as Container;

test('a container is found by its labels, with its pid and the ports that lead to it', () => {
  const container = parsed(
    { Health: { Status: 'healthy' } },
    { HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }], '443/tcp': null } } },
  );
  expect(container).toEqual({
    ...{ id: 'f00d', name: 'scalr-hello-backend-1', process: 'hello', workspaceId: 'a1b2c3d4e5f6', release: 'abc' },
    ...{ project: 'scalr-hello', service: 'backend', state: 'running', health: 'healthy', pid: 4711 },
    ...{ restarts: 0, exitCode: 0, publishedPorts: [8080] },
  });
});

test('what does not run has no pid', () => {
  expect(parsed({ Status: 'exited', Pid: 0 }).pid).toBeNull();
});

test.each([
  ['running', { Health: { Status: 'healthy' } }, 0],
  ['running', {}, 0],
  ['running', { Health: { Status: 'healthy' } }, 7],
  ['starting', { Health: { Status: 'starting' } }, 0],
  ['starting', { Status: 'created', Pid: 0 }, 0],
  ['restarting', { Status: 'restarting', Pid: 0, ExitCode: 1 }, 1],
  ['restarting', { Health: { Status: 'starting' } }, 2],
  ['failed', { Status: 'restarting', Pid: 0, ExitCode: 1 }, 3],
  ['failed', { Health: { Status: 'starting' } }, 3],
  ['failed', { Health: { Status: 'unhealthy' } }, 0],
  ['failed', { Status: 'exited', Pid: 0, ExitCode: 1 }, 0],
  ['failed', { Status: 'dead', Pid: 0 }, 0],
  ['stopped', { Status: 'exited', Pid: 0 }, 0],
])('%s: %j after %i restarts', (expected, state, restarts) => {
  expect(stateOf(parsed(state, { RestartCount: restarts }))).toBe(expected);
});

test('where the plan is not known, the name still says what it is', () => {
  const kinds = ['auth', 'auth.db', 'gateway.socket-proxy', 'hello', 'hello.frontend', 'hello.db'].map((process) => {
    const { kind } = statusOf({ ...parsed({}), process }, null, null);
    return `${process} ${kind}`;
  });
  expect(kinds).toEqual([
    ...['auth identity', 'auth.db database', 'gateway.socket-proxy gateway'],
    ...['hello backend', 'hello.frontend frontend', 'hello.db database'],
  ]);
});
