import { expect, test } from 'vitest';
import { checkSwarm } from '../src/requirements.ts';

const info = { LocalNodeState: 'active', ControlAvailable: true, NodeID: 'a' };
const http = { scheme: 'http', domain: 'localhost', port: 80 } as const;
const https = { scheme: 'https', domain: 'example.com', port: 443 } as const;
const node = (id: string, labels: Record<string, string>, state = 'ready') => ({
  ID: id,
  Spec: { Labels: labels, Availability: 'active' },
  Description: { Hostname: `host-${id}` },
  Status: { State: state, Addr: '10.0.0.1' },
});
const both = { 'scalr.data': 'true', 'scalr.edge': 'true' };

const refused = (...[facts, origin = http]: [Parameters<typeof checkSwarm>[0], (typeof http | typeof https)?]) => {
  try {
    checkSwarm(facts, origin);
    return null;
  } catch (error) {
    const { code, fix } = error as { code: string; fix: string };
    return [code, fix];
  }
};

test('one labelled manager needs no registry, several nodes do', () => {
  expect(refused({ info, nodes: [node('a', both)], registry: null })).toBeNull();
  const nodes = [node('a', both), node('b', { 'scalr.edge': 'true' })];
  expect(refused({ info, nodes, registry: '10.0.0.1:5000' })).toBeNull();
  expect(refused({ info, nodes, registry: null })?.[0]).toBe('SWARM_REGISTRY_MISSING');
});

test('a worker and a machine outside of any swarm are told how to become managers', () => {
  const outside = { ...info, LocalNodeState: 'inactive', ControlAvailable: false };
  expect(refused({ info: outside, nodes: [], registry: null })).toEqual([
    'SWARM_NOT_A_MANAGER',
    expect.stringContaining('docker swarm init'),
  ]);
});

test('a label that is missing is given by the command that is told', () => {
  expect(refused({ info, nodes: [node('a', { 'scalr.edge': 'true' })], registry: null })).toEqual([
    'SWARM_NODE_UNLABELLED',
    'docker node update --label-add scalr.data=true host-a',
  ]);
  expect(refused({ info, nodes: [node('a', { 'scalr.data': 'true' })], registry: null })).toEqual([
    'SWARM_NODE_UNLABELLED',
    'docker node update --label-add scalr.edge=true host-a',
  ]);
});

test('an edge that is down opens no door', () => {
  const nodes = [node('a', { 'scalr.data': 'true' }), node('b', { 'scalr.edge': 'true' }, 'down')];
  expect(refused({ info, nodes, registry: 'r:5000' })?.[0]).toBe('SWARM_NODE_UNLABELLED');
});

test('data is on this machine and on no other', () => {
  const elsewhere = [node('a', { 'scalr.edge': 'true' }), node('b', both)];
  const twice = [node('a', both), node('b', both)];
  expect(refused({ info, nodes: elsewhere, registry: 'r:5000' })?.[0]).toBe('SWARM_DATA_NOT_HERE');
  expect(refused({ info, nodes: twice, registry: 'r:5000' })?.[0]).toBe('SWARM_DATA_NOT_HERE');
});

test('a public domain has one edge, since only that one can answer for its certificates', () => {
  const nodes = [node('a', both), node('b', { 'scalr.edge': 'true' })];
  expect(refused({ info, nodes, registry: 'r:5000' }, https)).toEqual([
    'SWARM_CERTIFICATES_OF_ONE_EDGE',
    'docker node update --label-rm scalr.edge host-b',
  ]);
});
