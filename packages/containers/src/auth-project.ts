import { fileSet } from '@scalr/fileset';
import { type Database, IDENTITY_OWNER, type Plan, type Route } from '@scalr/plan';
import {
  DATABASE_PASSWORD_ENV,
  DATABASE_VOLUMES,
  databaseSecret,
  databaseService,
  initFiles,
} from './database-service.ts';
import { edgeLabels } from './edge/labels.ts';
import { harden } from './hardening.ts';
import { authImage } from './image.ts';
import { type ContainerProject, ownLabels, PROJECT_NETWORKS } from './project.ts';
import { fromProject } from './relative-path.ts';
import type { RenderInput } from './render-input.ts';
import { projectSecrets, type SecretFile, secretPath } from './secret-files.ts';

const FOLDER = 'auth';
/** Where everybody signs in, and where backends ask for keys and tokens. */
const PORTS = { public: 8080, internal: 8081 } as const;
const COOKIE_KEYS = 'cookie-keys';

/** The project `scalr-auth` with the embedded provider: services `auth` and `db`. */
export function authProject(plan: Plan, input: RenderInput): ContainerProject {
  const database = plan.databases.find(({ owner }) => owner === IDENTITY_OWNER) as Database;
  const route = plan.routes.find(({ slug }) => slug === IDENTITY_OWNER) as Route;
  const cookieKeys: SecretFile = {
    ...{ name: COOKIE_KEYS, content: plan.cookieKeys.join(','), source: '.env.shared AUTH_COOKIE_KEYS' },
  };
  const { declared, ...secrets } = projectSecrets([databaseSecret(database), cookieKeys]);
  const auth = harden(
    {
      ...authImage(FOLDER, input),
      // Whoever runs the CLI, so that both may open the socket and nobody else.
      user: input.user,
      init: true,
      environment: {
        ...{ PORT: String(PORTS.public), INTERNAL_PORT: String(PORTS.internal), LISTEN_HOST: '0.0.0.0' },
        ADMIN_SOCKET: '/run/scalr/admin/admin.sock',
        DATABASE_URL: `postgresql://${database.role}@db:5432/${database.name}`,
        ...DATABASE_PASSWORD_ENV,
        ISSUER: plan.issuer,
        // Below the volume: it makes this folder itself, which nobody else may open.
        KEYS_FOLDER: '/var/lib/scalr/keys/oidc',
        COOKIE_KEYS_FILE: secretPath(COOKIE_KEYS),
        ALLOW_TEST_TOKENS: plan.mode === 'production' ? '0' : '1',
        PORTAL_URL: plan.portalUrl,
        GATEWAY_ADDRESS: `gateway:${plan.origin.port}`,
        LOG_LEVEL: plan.logLevel,
      },
      secrets: Object.keys(declared),
      networks: { edge: { aliases: ['auth'] }, data: null },
      volumes: [
        { type: 'volume', source: 'keys', target: '/var/lib/scalr/keys' },
        { type: 'bind', source: fromProject(input, FOLDER, input.adminFolder), target: '/run/scalr/admin' },
      ],
      labels: { ...ownLabels('auth', input.workspaceId), ...edgeLabels(plan, route, 'backend', PORTS.public) },
      depends_on: { db: { condition: 'service_healthy' } },
    },
    { memory: 512, cpus: 1, pids: 256, tmp: 64 },
  );
  return {
    ...{ name: 'scalr-auth', slug: null, folder: FOLDER, ...secrets },
    compose: {
      name: 'scalr-auth',
      services: { auth, db: databaseService(database, 'auth.db', input.workspaceId) },
      networks: PROJECT_NETWORKS,
      volumes: { ...DATABASE_VOLUMES, keys: {} },
      secrets: declared,
    },
    files: fileSet(initFiles(input)),
  };
}
