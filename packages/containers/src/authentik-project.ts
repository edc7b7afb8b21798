import { type FileEntry, type FileSet, fileSet } from '@scalr/fileset';
import { type Database, IDENTITY_OWNER, type Plan } from '@scalr/plan';
import { AUTHENTIK_HEALTHCHECK, AUTHENTIK_WORKER_HEALTHCHECK } from './authentik-health.ts';
import type { ComposeMount } from './compose-file.ts';
import { DATABASE_VOLUMES, databaseSecret, databaseService, initFiles } from './database-service.ts';
import { type Allowance, type BareService, harden } from './hardening.ts';
import { type ContainerProject, ownLabels, PROJECT_NETWORKS } from './project.ts';
import { projectSecrets, type SecretFile, secretPath } from './secret-files.ts';

/** What Authentik is told by files; every one of them is a secret. */
export interface AuthentikSecrets {
  /** `AUTHENTIK_SECRET_KEY`: signs cookies, never changes. */
  readonly secretKey: string;
  /** Of the first administrator, `akadmin`. */
  readonly adminPassword: string;
  /** Key of the API token of our adapter. */
  readonly apiToken: string;
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
  /** Content of infra/container/init-database.sh. */
  readonly initDatabase: string;
  /** Null: `scalr render`, which knows none. */
  readonly secrets: AuthentikSecrets | null;
}

const FOLDER = 'auth';
/** Releases come every three months and are taken one after the other. */
const IMAGE = 'ghcr.io/goauthentik/server:2026.8';
/** `authentik` in the image. Only for the Docker socket would the worker have to be root, and it gets none. */
const USER = '1000:1000';
const ALLOWANCE: Allowance = { memory: 2048, cpus: 1, pids: 512, tmp: 128 };

const SECRET_KEY = 'authentik-secret-key';
const API_TOKEN = 'authentik-api-token';
const DATABASE_PASSWORD = 'db-password';

/** Authentik's words for levels of ours. */
const LOG_LEVELS: Readonly<Record<string, string>> = { warn: 'warning', silent: 'error' };

/**
 * The project `scalr-auth` with Authentik: services `auth` (people, tokens, API), `worker` (blueprints, sign-outs) and
 * `db`. Authentik needs no Redis since 2025.10, and the Docker socket only to start outposts, of which there are none.
 */
export function authentikProject(plan: Plan, options: AuthentikProjectOptions): ContainerProject {
  const { workspace, blueprints, secrets } = options;
  const database = plan.databases.find(({ owner }) => owner === IDENTITY_OWNER) as Database;
  const known = projectSecrets([databaseSecret(database), ...secretFiles(secrets)]);
  const blueprintSecrets = secretFiles(secrets)
    .map(({ name }) => name)
    .filter((name) => name !== SECRET_KEY);
  const auth = harden(
    {
      ...authentik('server', plan, database, options),
      secrets: [SECRET_KEY, DATABASE_PASSWORD, API_TOKEN],
      networks: { edge: { aliases: ['auth'] }, data: null },
      volumes: [UPLOADS],
      labels: { ...ownLabels('auth', workspace), ...options.edgeLabels },
      healthcheck: AUTHENTIK_HEALTHCHECK,
    },
    ALLOWANCE,
  );
  const worker = harden(
    {
      ...authentik('worker', plan, database, options),
      secrets: [SECRET_KEY, DATABASE_PASSWORD, ...blueprintSecrets],
      // Tells apps that somebody signed out, so it must reach them.
      networks: { edge: null, data: null },
      volumes: [UPLOADS, ...[...blueprints.keys()].map(blueprintMount)],
      labels: ownLabels('auth.worker', workspace),
      healthcheck: AUTHENTIK_WORKER_HEALTHCHECK,
    },
    ALLOWANCE,
  );
  const files: (readonly [string, FileEntry])[] = [...blueprints].map(([name, entry]) => [`blueprints/${name}`, entry]);
  return {
    ...{ name: 'scalr-auth', slug: null, folder: FOLDER },
    compose: {
      name: 'scalr-auth',
      services: { auth, worker, db: databaseService(database, 'auth.db', workspace) },
      networks: PROJECT_NETWORKS,
      volumes: { ...DATABASE_VOLUMES, uploads: {} },
      secrets: known.declared,
    },
    files: fileSet([...initFiles(options), ...files]),
    secrets: secrets === null ? {} : known.secrets,
    secretSources: known.secretSources,
  };
}

const UPLOADS: ComposeMount = { type: 'volume', source: 'uploads', target: '/data' };

const blueprintMount = (name: string): ComposeMount => ({
  ...{ type: 'bind', source: `./blueprints/${name}`, target: `/blueprints/scalr/${name}`, read_only: true },
});

/** What both programs of the one image have in common. */
function authentik(
  command: 'server' | 'worker',
  plan: Plan,
  database: Database,
  { trustedProxies }: AuthentikProjectOptions,
): Pick<BareService, 'image' | 'command' | 'user' | 'init' | 'read_only' | 'environment' | 'shm_size' | 'depends_on'> {
  return {
    image: IMAGE,
    command: [command],
    user: USER,
    // The image has one.
    init: false,
    // Where it writes besides /data, /tmp and /dev/shm is documented nowhere.
    read_only: false,
    environment: {
      AUTHENTIK_SECRET_KEY: `file://${secretPath(SECRET_KEY)}`,
      AUTHENTIK_POSTGRESQL__HOST: 'db',
      AUTHENTIK_POSTGRESQL__NAME: database.name,
      AUTHENTIK_POSTGRESQL__USER: database.role,
      AUTHENTIK_POSTGRESQL__PASSWORD: `file://${secretPath(DATABASE_PASSWORD)}`,
      // The network between them is theirs alone, and the database has no certificate.
      AUTHENTIK_POSTGRESQL__SSLMODE: 'disable',
      AUTHENTIK_LISTEN__HTTP: '0.0.0.0:9000',
      // Neither is for anybody outside the container.
      AUTHENTIK_LISTEN__HTTPS: '127.0.0.1:9443',
      AUTHENTIK_LISTEN__METRICS: '127.0.0.1:9300',
      // By default whoever has a private address is believed to be a proxy.
      AUTHENTIK_LISTEN__TRUSTED_PROXY_CIDRS: [...trustedProxies, '127.0.0.0/8'].join(','),
      AUTHENTIK_WEB__BASE_URL: plan.issuer,
      AUTHENTIK_ERROR_REPORTING__ENABLED: 'false',
      AUTHENTIK_DISABLE_UPDATE_CHECK: 'true',
      AUTHENTIK_DISABLE_STARTUP_ANALYTICS: 'true',
      AUTHENTIK_LOG_LEVEL: LOG_LEVELS[plan.logLevel] ?? plan.logLevel,
    },
    // As in Authentik's own compose file.
    shm_size: '512m',
    depends_on: { db: { condition: 'service_healthy' } },
  };
}

function secretFiles(secrets: AuthentikSecrets | null): readonly SecretFile[] {
  const pair = '.scalr/authentik';
  return [
    [SECRET_KEY, secrets?.secretKey, '.env.shared AUTHENTIK_SECRET_KEY'],
    ['authentik-admin-password', secrets?.adminPassword, '.env.shared AUTHENTIK_ADMIN_PASSWORD'],
    [API_TOKEN, secrets?.apiToken, '.env.shared AUTHENTIK_API_TOKEN'],
    ['authentik-signing-key', secrets?.signingKey, `${pair}/signing-key.pem`],
    ['authentik-signing-certificate', secrets?.signingCertificate, `${pair}/signing-certificate.pem`],
  ].map(([name, content, source]) => ({ name: name!, content: content ?? '', source: source! }));
}
