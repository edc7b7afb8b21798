import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifier, memoryEndedSessions, type User, type Verifier } from '@scalr/auth-client/server';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import type { z } from 'zod';
import { allRoutes } from './all-routes.ts';
import { bindDatabase } from './bound-database.ts';
import { openCalls } from './calls.ts';
import { openDatabase } from './database.ts';
import { openEndedSessions } from './ended-session-table.ts';
import type { Entity } from './entity.ts';
import { appErrors } from './errors.ts';
import { findModels } from './find-models.ts';
import { findRoutes } from './find-routes.ts';
import { listen } from './listen.ts';
import { migrate } from './migrate.ts';
import { mountRoute } from './mount-route.ts';
import { healthRoute, mountBackchannelLogout, mountOpenApi } from './own-routes.ts';
import { createServer } from './server.ts';
import { type Environment, readOwnSettings, readSettings, type Settings } from './settings.ts';
import { openTracing, type Tracing } from './tracing.ts';

/** What an app tells `startApp` or `bootApp` of itself. */
export interface AppOptions {
  /** `import.meta.dirname` of `backend/src/main.ts`: `routes/` lies in it, `migrations/` beside it. */
  readonly src: string;
  /** Where the environment does not tell (`HEALTH_PATH`, from the manifest); default `/api/health`. */
  readonly healthPath?: `/${string}`;
  /** False: nobody signs in (`auth.required: false` in the manifest). */
  readonly auth?: boolean;
  /** Keys of the app's own in the environment, checked with all others before anything starts. */
  readonly settings?: z.ZodObject;
  /** Default: the environment of the process. */
  readonly env?: Environment;
  /** Where log lines go; default standard output. */
  readonly logStream?: { write(line: string): void };
}

/** An app that serves. */
export interface RunningApp {
  /** Socket path or URL. */
  readonly address: string;
  /** Ends listening first, then requests, then the database. */
  stop(): Promise<void>;
}

/**
 * Makes the app serve: settings, migrations, routes, listening. For tests; an app itself calls `startApp`.
 * @throws ScalrError with everything that stands in the way, e.g. `SETTING_MISSING`
 */
export async function bootApp(options: AppOptions): Promise<RunningApp> {
  const env = options.env ?? process.env;
  const migrations = join(options.src, '..', 'migrations');
  const settings = readSettings(env, {
    database: existsSync(migrations),
    auth: options.auth ?? true,
    own: options.settings ?? null,
  });
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  const tracing = endpoint === undefined ? null : await openTracing(endpoint, settings.APP_SLUG);
  try {
    return await serve(settings, { ...options, env, migrations, tracing });
  } catch (error) {
    await tracing?.stop();
    throw error;
  }
}

interface Ground extends AppOptions {
  readonly env: Environment;
  readonly migrations: string;
  readonly tracing: Tracing | null;
}

async function serve(settings: Settings, options: Ground): Promise<RunningApp> {
  const { env, migrations, tracing } = options;
  const callApp = openCalls(env);
  const models = await findModels(join(options.src, 'models'));
  const { verifier, server, database } = await build(settings, models, options);
  try {
    const found = await findRoutes(join(options.src, 'routes'), {
      slug: settings.APP_SLUG,
      settings: (schema) => readOwnSettings(schema, env),
      log: server.log,
    });
    const health = healthRoute(
      settings.HEALTH_PATH ?? options.healthPath ?? '/api/health',
      database?.pool ?? null,
      migrations,
    );
    const routes = allRoutes({ health, hasSignIn: verifier !== null, found, models });
    const bind = (user: User | null) => {
      if (database === null) throw appErrors.error('databaseNotDeclared', undefined);
      return database.bind(user);
    };
    for (const route of routes) mountRoute(server, route, { bind, callApp, tracing });
    mountOpenApi(server, settings.APP_SLUG, routes);
    if (verifier !== null) mountBackchannelLogout(server, verifier);
    const address = await listen(server, settings.PORT, settings.LISTEN_HOST);
    return {
      address,
      stop: async () => {
        await stop(server, database?.pool ?? null);
        await tracing?.stop();
      },
    };
  } catch (error) {
    await stop(server, database?.pool ?? null);
    throw error;
  }
}

async function build(settings: Settings, models: readonly Entity[], options: Ground) {
  const { migrations, tracing } = options;
  const lost: { log: (error: Error) => void } = { log: () => {} };
  const { databaseUrl: url, APP_SLUG: applicationName } = settings;
  if (url === null && models.length > 0) throw appErrors.error('databaseNotDeclared', undefined);
  const pool = url === null ? null : openDatabase(url, applicationName, (error) => lost.log(error));
  // Connects while the migrations are looked at: whoever waits for this app waits for one handshake, not for two.
  pool?.query('select 1').catch(() => {});
  const ready =
    url === null
      ? null
      : await migrate({ url, folder: migrations, applicationName, entities: models }).catch(async (error) => {
          await pool?.end();
          throw error;
        });
  const verifier = settings.oidc === null ? null : await openVerifier(settings.oidc, pool, lost);
  const server = createServer({
    slug: settings.APP_SLUG,
    logLevel: settings.LOG_LEVEL,
    constraints: ready?.constraints ?? null,
    verifier,
    tracing,
    ...(options.logStream === undefined ? {} : { logStream: options.logStream }),
  });
  lost.log = (error) => server.log.warn({ err: error }, 'outside world out of reach');
  const role = ready?.runtimeRole ?? null;
  const database = pool === null ? null : { pool, bind: (user: User | null) => bindDatabase(pool, role, user) };
  return { verifier, server, database };
}

async function openVerifier(
  oidc: NonNullable<Settings['oidc']>,
  pool: Pool | null,
  lost: { log: (error: Error) => void },
): Promise<Verifier> {
  return createVerifier({
    profile: oidc.OIDC_PROVIDER,
    issuer: oidc.OIDC_ISSUER,
    jwksUrl: oidc.OIDC_JWKS_URL,
    audience: oidc.OIDC_AUDIENCE,
    clientId: oidc.OIDC_CLIENT_ID,
    requiredGroups: oidc.AUTH_REQUIRED_GROUPS,
    callers: oidc.APP_CALLERS,
    endedSessions:
      pool === null ? memoryEndedSessions() : await openEndedSessions(pool, (error) => lost.log(error as Error)),
    onProblem: (message) => lost.log(new Error(message)),
  });
}

async function stop(server: FastifyInstance, pool: Pool | null): Promise<void> {
  // A connection of the edge becomes idle with its last answer, and would be kept for as long as idle ones are.
  const sweep = setInterval(() => server.server.closeIdleConnections(), 50);
  await server.close().finally(() => clearInterval(sweep));
  await pool?.end();
}
