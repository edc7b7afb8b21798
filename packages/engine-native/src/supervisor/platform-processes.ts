import { join } from 'node:path';
import type { Plan } from '@scalr/plan';
import { engineErrors, type GatewayConfig } from '@scalr/ports';
import { start } from '@scalr/process';
import { errors } from '../errors.ts';
import { authorityFileOf, clusterFolder, type Layout, socketOf } from '../layout.ts';
import { adminUrlOf } from '../postgres/admin-url.ts';
import {
  closeMaintenanceDatabases,
  createCluster,
  findBinaries,
  findPrivileges,
  hasCluster,
  ids,
  serverArgv,
  waitUntilReady,
} from '../postgres/index.ts';
import type { GatewayLink } from './gateway-link.ts';
import { Inbox } from './inbox.ts';
import type { NodeCommand } from './node-command.ts';
import type { ServiceEntries } from './service-entries.ts';
import type { ProcessSpec } from './supervised-process.ts';

export { adminUrlOf };

/** The embedded Postgres: a new cluster on its first start. */
export function postgresSpec(plan: Plan, layout: Layout, command: NodeCommand): ProcessSpec {
  const folder = clusterFolder(layout);
  const adminUrl = adminUrlOf(plan, layout);
  const password = plan.postgres.kind === 'embedded' ? plan.postgres.password : '';
  let isNew = false;
  return {
    ...{ name: 'postgres', kind: 'database', slug: null, url: null, sleeps: false },
    // "Fast shutdown": sessions are ended, nothing is lost, no recovery at the next start.
    ...{ stopSignal: 'SIGINT', stopGraceMs: 8_000, readyWithinMs: 60_000, fingerprint: 'postgres-16' },
    launch: async (log) => {
      const { env } = command;
      const binaries = findBinaries();
      const privileges = await findPrivileges(
        process.getuid?.() ?? 1,
        [layout.state, layout.run, layout.postgresRun],
        env,
      );
      isNew = !hasCluster(folder);
      if (isNew) await createCluster({ binaries, privileges, folder, password, env });
      const argv = serverArgv({ binaries, privileges, folder, socketFolder: layout.postgresRun });
      return start(argv, { name: 'postgres', cwd: folder, env, onLine: (line) => log.write(line), ...ids(privileges) });
    },
    ready: async (_handle, signal) => {
      const refusal = await waitUntilReady(adminUrl, 60_000, signal);
      if (refusal !== null) throw errors.error('postgresFailed', { detail: refusal });
      if (isNew) await closeMaintenanceDatabases(adminUrl);
    },
  };
}

export interface IdentityPlace {
  readonly adminSocket: string;
  /** Loopback port where backends fetch the key set. */
  readonly internalPort: number;
  readonly databaseUrl: string;
}

/** The embedded OpenID provider. */
export function identitySpec(
  plan: Plan,
  layout: Layout,
  command: NodeCommand,
  entries: ServiceEntries,
  place: IdentityPlace,
): ProcessSpec {
  const inbox = new Inbox();
  const env = {
    ...command.env,
    PORT: socketOf(layout, 'auth'),
    INTERNAL_PORT: String(place.internalPort),
    ADMIN_SOCKET: place.adminSocket,
    DATABASE_URL: place.databaseUrl,
    ISSUER: plan.issuer,
    KEYS_FOLDER: join(layout.keys, 'oidc'),
    COOKIE_KEYS: plan.cookieKeys.join(','),
    ALLOW_TEST_TOKENS: plan.mode === 'production' ? '0' : '1',
    PORTAL_URL: plan.portalUrl,
    GATEWAY_ADDRESS: `127.0.0.1:${plan.origin.port}`,
    GATEWAY_CA_FILE: plan.origin.scheme === 'https' ? authorityFileOf(layout) : '',
    LOG_LEVEL: plan.logLevel,
  };
  return {
    ...{ name: 'auth', kind: 'identity', slug: null, url: plan.issuer, sleeps: false },
    ...{ stopSignal: 'SIGTERM', stopGraceMs: 6_000, readyWithinMs: 30_000, fingerprint: JSON.stringify(env) },
    launch: async (log) =>
      start(command.argv(await entries.path('auth')), {
        ...{ name: 'auth', cwd: layout.workspace, env, ipc: true },
        onLine: (line) => log.write(line),
        onMessage: inbox.reset().deliver,
      }),
    ready: async (_handle, signal) => {
      await inbox.first('listening', signal).catch((error) => {
        entries.distrust('auth');
        throw error;
      });
    },
  };
}

/** The embedded gateway. */
export function gatewaySpec(
  plan: Plan,
  layout: Layout,
  command: NodeCommand,
  entries: ServiceEntries,
  link: GatewayLink,
  config: () => GatewayConfig,
): ProcessSpec {
  const inbox = new Inbox();
  return {
    ...{ name: 'gateway', kind: 'gateway', slug: null, url: null, sleeps: false },
    ...{
      stopSignal: 'SIGTERM',
      stopGraceMs: 6_000,
      readyWithinMs: 15_000,
      fingerprint: JSON.stringify(config().listen),
    },
    launch: async (log) =>
      start(command.argv(await entries.path('gateway')), {
        ...{ name: 'gateway', cwd: layout.workspace, env: command.env, ipc: true },
        onLine: (line) => log.write(line),
        onMessage: (message) => {
          inbox.deliver(message);
          link.hear(message);
        },
      }),
    ready: async (handle, signal) => {
      inbox.reset();
      link.connect(handle, config());
      const refused = inbox.first('listen-failed', signal).then((message) => {
        const { errno } = message as unknown as { errno: string };
        throw engineErrors.error('portTaken', { port: plan.origin.port, reason: errno });
      });
      refused.catch(() => {});
      const ready = inbox.first('ready', signal).catch((error) => {
        entries.distrust('gateway');
        throw error;
      });
      await Promise.race([ready, refused]);
    },
  };
}
