import { fileSet } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import type { ContainerProject } from './project.ts';

export interface GatewayProjectOptions {
  /** Value of the label `scalr.workspace`. */
  readonly workspace: string;
}

/** The project `scalr-gateway`: services `traefik` and `socket-proxy`. */
export function gatewayProject(_plan: Plan, _options: GatewayProjectOptions): ContainerProject {
  return {
    ...{ name: 'scalr-gateway', slug: null, folder: 'gateway' },
    compose: { name: 'scalr-gateway', services: {} },
    files: fileSet([]),
    secrets: {},
  };
}
