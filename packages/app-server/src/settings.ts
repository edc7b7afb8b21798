import { type Problem, ScalrError } from '@scalr/errors';
import { z } from 'zod';
import { appErrors } from './errors.ts';

const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const url = z.url({ protocol: /^https?$/ });

const baseSchema = z.object({
  APP_SLUG: z.string().min(1).describe('the slug of the app'),
  PORT: z
    .union([z.coerce.number().int().min(0).max(65_535), z.string().startsWith('/')])
    .describe('a TCP port, or the absolute path of a unix socket'),
  LISTEN_HOST: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1').describe('the IP address to listen on'),
  PUBLIC_URL: url.describe('the address of the app in a browser, e.g. http://hello.localhost'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('one of trace, debug, info, warn, error, silent'),
  HEALTH_PATH: z
    .string()
    .regex(/^(?:\/[a-z0-9_-]+)+$/)
    .transform((path) => path as `/${string}`)
    .optional()
    .describe('the path that tells whether the app can serve, e.g. /api/health'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional().describe('the address of an OpenTelemetry collector'),
});

const databaseSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, 'it does not start with postgresql://')
    .describe("a libpq URI of the app's own database"),
});

const oidcSchema = z.object({
  OIDC_ISSUER: url.describe('the public issuer of access tokens, compared byte for byte'),
  OIDC_JWKS_URL: url.describe("the address of the provider's keys as seen from the backend"),
  OIDC_AUDIENCE: z.string().min(1).describe('the audience of access tokens for this app'),
  OIDC_CLIENT_ID: z.string().min(1).describe("the app's OIDC client id"),
  OIDC_PROVIDER: z
    .enum(['embedded', 'authentik', 'generic'])
    .default('embedded')
    .describe('one of embedded, authentik, generic'),
  AUTH_REQUIRED_GROUPS: commaList
    .prefault('')
    .describe('the groups a person must be in, separated by commas; all of them are needed'),
  APP_CALLERS: commaList.prefault('').describe('the apps that may call this one, separated by commas'),
});

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the platform tells a backend, read once. */
export interface Settings extends z.output<typeof baseSchema> {
  /** Null: the app has no database. */
  readonly databaseUrl: string | null;
  /** Null: nobody signs in to this app. */
  readonly oidc: z.output<typeof oidcSchema> | null;
}

export interface SettingsWish {
  readonly database: boolean;
  readonly auth: boolean;
  /** Keys of the app's own. */
  readonly own: z.ZodObject | null;
}

/** Reads every setting, or throws one error that names all that are missing or malformed. */
export function readSettings(env: Environment, wish: SettingsWish): Settings {
  const problems: Problem[] = [];
  const base = readPart(baseSchema, env, problems);
  const hasDatabase = wish.database || (env.DATABASE_URL ?? '') !== '';
  const database = hasDatabase ? readPart(databaseSchema, env, problems) : null;
  const oidc = wish.auth ? readPart(oidcSchema, env, problems) : null;
  if (wish.own !== null) readPart(wish.own, env, problems);
  const [first, ...rest] = problems;
  if (first !== undefined) throw new ScalrError('environment', [first, ...rest]);
  return Object.freeze({ ...base!, databaseUrl: database?.DATABASE_URL ?? null, oidc });
}

/** Reads keys of the app's own, with the same errors. */
export function readOwnSettings<S extends z.ZodObject>(schema: S, env: Environment): z.output<S> {
  const problems: Problem[] = [];
  const values = readPart(schema, env, problems);
  const [first, ...rest] = problems;
  if (values === null || first !== undefined) throw new ScalrError('environment', [first!, ...rest]);
  return values;
}

function readPart<S extends z.ZodObject>(schema: S, env: Environment, problems: Problem[]): z.output<S> | null {
  const keys = Object.keys(schema.shape);
  // An empty variable is what a shell makes of an unset one.
  const seen = Object.fromEntries(keys.flatMap((key) => ((env[key] ?? '') === '' ? [] : [[key, env[key]]])));
  const result = schema.safeParse(seen);
  if (result.success) return result.data;
  for (const key of new Set(result.error.issues.map((issue) => String(issue.path[0])))) {
    const field = schema.shape[key] as z.ZodType | undefined;
    const expected = field?.description ?? 'a value';
    const reason = result.error.issues.find((issue) => issue.path[0] === key)?.message ?? 'it is malformed';
    problems.push(
      seen[key] === undefined
        ? appErrors.problem('settingMissing', { key, expected })
        : appErrors.problem('settingInvalid', { key, expected, reason }),
    );
  }
  return null;
}
