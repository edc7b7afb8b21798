import type { Plan } from '@scalr/plan';
import { expect, test } from 'vitest';
import { standingOf } from '../src/convergence.ts';
import { statusOf } from '../src/status.ts';
import type { Service, Task } from '../src/swarm-state.ts';

const spec = (image: string) => ({ ContainerSpec: { Image: image }, ForceUpdate: 0 });

const service = (image: string, update?: { State: string; Message: string }): Service => ({
  ID: 's',
  Spec: {
    ...{ Name: 'scalr-notes_backend', Labels: { 'scalr.process': 'notes' }, TaskTemplate: spec(image) },
    Mode: { Replicated: { Replicas: 2 }, Global: undefined },
  },
  ...(update === undefined ? {} : { UpdateStatus: update }),
});

let made = 0;
const task = (
  image: string,
  state: string,
  more: { desired?: string; err?: string; node?: string; pid?: number } = {},
): Task => ({
  ...{ ID: `t${++made}`, ServiceID: 's', NodeID: more.node ?? 'here', Slot: 1 },
  CreatedAt: `2026-01-01T00:00:${String(made).padStart(2, '0')}Z`,
  DesiredState: more.desired ?? 'running',
  Spec: spec(image),
  Status: { State: state, Err: more.err ?? '', ContainerStatus: { ContainerID: 'c', PID: more.pid ?? 0 } },
});

test('a service is there when as many tasks as are wanted run what it is now', () => {
  expect(standingOf(service('v1'), [task('v1', 'running'), task('v1', 'running')])).toEqual({ state: 'there' });
  expect(standingOf(service('v1'), [task('v1', 'running'), task('v1', 'starting')])).toEqual({ state: 'coming' });
});

test('what is empty in a service and left out of its tasks makes no difference', () => {
  const told = service('v1');
  const { TaskTemplate } = told.Spec;
  const empty = { ...TaskTemplate, ContainerSpec: { ...TaskTemplate.ContainerSpec, DNSConfig: {} } };
  const tasks = [task('v1', 'running'), task('v1', 'running')];
  expect(standingOf({ ...told, Spec: { ...told.Spec, TaskTemplate: empty } }, tasks)).toEqual({ state: 'there' });
});

test('tasks of the former release do not count, and hold it up while they run', () => {
  const former = [task('v1', 'running'), task('v1', 'running')];
  expect(standingOf(service('v2'), former)).toEqual({ state: 'coming' });
  const both = [...former, task('v2', 'running'), task('v2', 'running')];
  expect(standingOf(service('v2'), both)).toEqual({ state: 'coming' });
  const replaced = both.map((one) =>
    one.Spec.ContainerSpec.Image === 'v1' ? { ...one, DesiredState: 'shutdown' } : one,
  );
  expect(standingOf(service('v2'), replaced)).toEqual({ state: 'there' });
});

test('an update that is watched is not there yet', () => {
  const watched = service('v1', { State: 'updating', Message: '' });
  expect(standingOf(watched, [task('v1', 'running'), task('v1', 'running')])).toEqual({ state: 'coming' });
});

test('a release that was taken back says why', () => {
  const back = service('v1', { State: 'rollback_completed', Message: 'rollback completed' });
  const tasks = [
    ...[task('v1', 'running'), task('v1', 'running')],
    task('v2', 'failed', { desired: 'shutdown', err: 'task: non-zero exit (1)' }),
  ];
  expect(standingOf(back, tasks)).toEqual({ state: 'taken-back', reason: 'task: non-zero exit (1)' });
  expect(standingOf(back, [])).toEqual({ state: 'taken-back', reason: 'rollback completed' });
});

test('a first release that ends again and again is failing, with the last reason', () => {
  const ended = (err: string) => task('v1', 'failed', { desired: 'shutdown', err });
  const three = [ended('one'), ended('two'), ended('three')];
  expect(standingOf(service('v1'), [...three, task('v1', 'ready', { desired: 'ready' })])).toEqual({ state: 'coming' });
  expect(standingOf(service('v1'), [...three, ended('four')])).toEqual({ state: 'failing', reason: 'four' });
});

const plan = {
  ...{ issuer: 'http://auth.localhost', apps: [{ slug: 'notes', url: 'http://notes.localhost' }] },
  processes: [{ name: 'notes', kind: 'backend', slug: 'notes', sleeps: false }],
} as unknown as Plan;

test('status gives the process number of this machine, the ends of tasks, and the reason of one that fails', () => {
  const tasks = [
    task('v1', 'running', { node: 'there', pid: 7 }),
    task('v1', 'running', { pid: 42 }),
    task('v1', 'failed', { desired: 'shutdown', err: 'task: non-zero exit (1)' }),
    task('v0', 'shutdown', { desired: 'shutdown' }),
  ];
  const notes = { name: 'notes', kind: 'backend', slug: 'notes', url: 'http://notes.localhost' };
  expect(statusOf(plan, [service('v1')], tasks, 'here')).toEqual([
    { ...notes, status: 'running', pid: 42, restarts: 1, reason: null },
  ]);
  expect(statusOf(plan, [service('v1')], tasks.slice(2), 'here')).toEqual([
    { ...notes, status: 'failed', pid: null, restarts: 1, reason: 'task: non-zero exit (1)' },
  ]);
  expect(statusOf(plan, [service('v1')], [task('v1', 'preparing')], 'here')[0]?.status).toBe('starting');
  expect(statusOf(plan, [], [], 'here')[0]?.status).toBe('stopped');
});
