import { expect, it } from 'vitest';
import { chooseKept, edgeWords } from '../../src/releases/choose-kept.ts';
import type { PartContainer } from '../../src/releases/part-containers.ts';
import { parseReference } from '../../src/releases/pins.ts';

const container = (id: string, image: string, change: Partial<PartContainer> = {}): PartContainer => ({
  ...{ id, image, name: id, created: `2026-01-31T10:00:0${id}Z`, state: 'running', health: 'healthy', restarts: 0 },
  ...{ labels: {} },
  ...change,
});
const [A, B] = ['scalr/hello-backend:aaaaaaaaaaaa', 'scalr/hello-backend:bbbbbbbbbbbb'];
const kept = (containers: readonly PartContainer[], decided?: string) => chooseKept(containers, decided)?.id;

it('keeps the older one as long as nothing is decided', () => {
  expect(kept([container('1', A), container('2', B)])).toBe('1');
  expect(kept([container('1', A), container('2', B)], A)).toBe('1');
});

it('keeps the one that was decided for, and of two of it the newer one', () => {
  expect(kept([container('1', A), container('2', B)], B)).toBe('2');
  expect(kept([container('1', A), container('2', B), container('3', B)], B)).toBe('3');
});

it('keeps what serves rather than what was decided for and does not come up', () => {
  expect(kept([container('1', A), container('2', B, { health: 'starting' })], B)).toBe('1');
  expect(kept([container('1', A, { state: 'exited' }), container('2', B, { health: 'unhealthy' })], B)).toBe('2');
});

it('never leaves none', () => {
  expect(kept([container('1', A, { state: 'exited' })], B)).toBe('1');
  expect(kept([], B)).toBeUndefined();
});

it('hears only what the edge is told, in whatever order', () => {
  const labels = { 'traefik.enable': 'true', 'traefik.http.routers.hello.rule': 'Host(`hello.localhost`)' };
  const other = Object.fromEntries(Object.entries(labels).reverse());
  expect(edgeWords({ ...other, 'scalr.release': 'x' })).toBe(edgeWords({ ...labels, 'scalr.release': 'y' }));
  expect(edgeWords(labels)).not.toBe(edgeWords({ ...labels, 'traefik.enable': 'false' }));
});

it('takes a reference apart at its last colon', () => {
  expect(parseReference('registry:5000/scalr/hello-backend:0123')).toEqual({
    ...{ image: 'registry:5000/scalr/hello-backend', tag: '0123' },
  });
});
