import type { Plan } from '@scalr/plan';
import type { EntryPoint } from './label-set.ts';

/** Where certificates are asked for (RFC 8555 §8.3), and where people come who type no scheme. */
const PLAIN_PORT = 80;

/** What the edge listens on, inside and outside alike, so that the same address leads to it from both. */
export function edgePorts({ origin }: Pick<Plan, 'origin'>): Readonly<Partial<Record<EntryPoint, number>>> {
  if (origin.scheme === 'http') return { web: origin.port };
  return { ...(origin.port === PLAIN_PORT ? {} : { web: PLAIN_PORT }), websecure: origin.port };
}
