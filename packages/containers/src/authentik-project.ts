import { type FileSet, fileSet } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import type { ContainerProject } from './project.ts';

/** What Authentik is told by files; every one of them is a secret. */
export interface AuthentikSecrets {
  /** `AUTHENTIK_SECRET_KEY`: signs cookies, never changes. */
  readonly secretKey: string;
  /** Of the first administrator, `akadmin`. */
  readonly adminPassword: string;
  /** Key of the API token of our adapter. */
  readonly apiToken: string;
  /** Of its database. */
  readonly databasePassword: string;
  /** PEM, RSA: signs tokens. */
  readonly signingKey: string;
  /** PEM, X.509, of {@link signingKey}. */
  readonly signingCertificate: string;
}

export interface AuthentikProjectOptions {
  /** Value of the label `scalr.workspace`. */
  readonly workspace: string;
  /** What the edge is told: `edgeLabels` of the route `auth`, port 9000. */
  readonly edgeLabels: Readonly<Record<string, string>>;
  /** CIDRs from which `X-Forwarded-*` is believed: the subnet of the edge's network. */
  readonly trustedProxies: readonly string[];
  /** `platformBlueprints()` of @scalr/identity-authentik: `platform.yaml`. Holds no secret. */
  readonly blueprints: FileSet;
  /** Null: `scalr render`, which writes none. */
  readonly secrets: AuthentikSecrets | null;
}

/** The project `scalr-auth` with Authentik: services `auth`, `worker` and `db`. */
export function authentikProject(_plan: Plan, options: AuthentikProjectOptions): ContainerProject {
  return {
    ...{ name: 'scalr-auth', slug: null, folder: 'auth' },
    compose: { name: 'scalr-auth', services: {} },
    files: fileSet([...options.blueprints]),
    secrets: {},
  };
}
