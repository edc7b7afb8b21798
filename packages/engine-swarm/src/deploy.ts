import type { ComposeDeploy, ComposeUpdate } from '@scalr/containers';
import type { Role } from './role.ts';

/** Node labels by which an operator says what a machine is for. */
export const NODE_LABELS = { edge: 'scalr.edge', data: 'scalr.data' } as const;

/** How often the edge asks which tasks there are. */
export const EDGE_LOOKS_EVERY = '2s';
/** Longer than two looks of the edge: it knows the new task before the next old one is stopped. */
const BETWEEN_TASKS = '5s';
/** For so long a new task must stay well, or the release is taken back. */
const MONITOR = '15s';

const update = (order: 'start-first' | 'stop-first', failure: 'rollback' | 'pause'): ComposeUpdate => ({
  ...{ parallelism: 1, order, delay: BETWEEN_TASKS, monitor: MONITOR, failure_action: failure },
});

/** What a role means to the orchestrator. Service names are asked for by DNS: every answer is a task. */
export function deployOf(role: Role, replicas: number): ComposeDeploy {
  // Two at once would hold one port, or one folder of data.
  const order = role === 'many' || role === 'single' ? 'start-first' : 'stop-first';
  return {
    endpoint_mode: 'dnsrr',
    ...placement(role, replicas),
    update_config: update(order, 'rollback'),
    rollback_config: update(order, 'pause'),
    restart_policy: { condition: 'any', delay: '2s' },
  };
}

function placement(role: Role, replicas: number): ComposeDeploy {
  const on = (constraint: string) => ({ placement: { constraints: [constraint] } });
  switch (role) {
    case 'edge':
      return { mode: 'global', ...on(`node.labels.${NODE_LABELS.edge} == true`) };
    case 'docker':
      return { mode: 'global', ...on('node.role == manager') };
    case 'data':
      return { mode: 'replicated', replicas: 1, ...on(`node.labels.${NODE_LABELS.data} == true`) };
    case 'single':
      return { mode: 'replicated', replicas: 1 };
    case 'many':
      return { mode: 'replicated', replicas };
  }
}
