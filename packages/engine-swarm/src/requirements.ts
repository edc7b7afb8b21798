import type { Origin } from '@scalr/plan';
import { NODE_LABELS } from './deploy.ts';
import { errors } from './errors.ts';
import type { Info, Node } from './swarm-state.ts';

export interface SwarmFacts {
  readonly info: Info;
  readonly nodes: readonly Node[];
  readonly registry: string | null;
}

const isReady = ({ Status }: Node) => Status.State === 'ready';
const namesOf = (nodes: readonly Node[]) => nodes.map(({ Description }) => Description.Hostname).join(', ');

export function nodesWith(label: string, nodes: readonly Node[]): readonly Node[] {
  return nodes.filter(({ Spec }) => Spec.Labels[label] === 'true');
}

/**
 * What has to be so before anything is deployed. Pure.
 * @throws ScalrError `SWARM_NOT_A_MANAGER`, `SWARM_NODE_UNLABELLED`, `SWARM_DATA_NOT_HERE`, `SWARM_REGISTRY_MISSING`,
 *   `SWARM_CERTIFICATES_OF_ONE_EDGE`
 */
export function checkSwarm({ info, nodes, registry }: SwarmFacts, origin: Origin): void {
  if (!info.ControlAvailable) throw errors.error('notAManager', { state: info.LocalNodeState });
  const here = nodes.find(({ ID }) => ID === info.NodeID)?.Description.Hostname ?? info.NodeID;
  const data = nodesWith(NODE_LABELS.data, nodes);
  if (data.length === 0) throw unlabelled(NODE_LABELS.data, 'databases and the keys of sign-in have no home', here);
  if (data.length > 1 || data[0]?.ID !== info.NodeID) throw errors.error('dataElsewhere', { nodes: namesOf(data) });
  const edges = nodesWith(NODE_LABELS.edge, nodes);
  if (!edges.some(isReady)) throw unlabelled(NODE_LABELS.edge, 'nobody would open the doors', here);
  if (origin.scheme === 'https' && edges.length > 1)
    throw errors.error('severalAuthorities', { nodes: namesOf(edges), extra: namesOf(edges.slice(1)) });
  if (registry === null && nodes.length > 1) throw errors.error('registryMissing', { nodes: nodes.length });
}

function unlabelled(label: string, purpose: string, node: string) {
  return errors.error('nodeUnlabelled', { label, purpose, node });
}
