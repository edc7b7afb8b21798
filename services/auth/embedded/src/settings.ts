import { isAbsolute } from 'node:path';
import { type Problem, ScalrError } from '@scalr/errors';
import { z } from 'zod';
import { errors } from './errors.ts';

const text = (expected: string) => z.string(expected).trim().min(1, expected);
const tcpPort = (value: string) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535;

const origin = (expected: string) =>
  text(expected).refine((value) => {
    const url = URL.parse(value);
    return url !== null && /^https?:$/.test(url.protocol) && url.origin === value;
  }, expected);

const environment = z.object({
  PORT: text('a TCP port or the absolute path of a unix socket').refine(
    (value) => tcpPort(value) || isAbsolute(value),
    'a TCP port or the absolute path of a unix socket',
  ),
  INTERNAL_PORT: z
    .string()
    .default('')
    .refine((value) => value === '' || tcpPort(value), 'a TCP port, or empty'),
  LISTEN_HOST: z.union([z.ipv4(), z.ipv6()], 'an IP address').default('127.0.0.1'),
  ADMIN_SOCKET: text('the absolute path of a unix socket').refine(isAbsolute, 'the absolute path of a unix socket'),
  DATABASE_URL: text('a libpq connection URI').refine(
    (value) => /^postgres(ql)?:\/\//.test(value),
    'a libpq connection URI (postgresql://...)',
  ),
  ISSUER: origin('an origin without a trailing slash, such as http://auth.localhost'),
  KEYS_FOLDER: text('the absolute path of a folder').refine(isAbsolute, 'the absolute path of a folder'),
  COOKIE_KEYS: text('comma separated keys of at least 32 characters each').refine(
    (value) => value.split(',').every((key) => key.trim().length >= 32),
    'comma separated keys of at least 32 characters each',
  ),
  ALLOW_TEST_TOKENS: z.enum(['0', '1'], '0 or 1').default('0'),
  PORTAL_URL: origin('an origin without a trailing slash, such as http://portal.localhost'),
  PLATFORM_NAME: z.string().trim().min(1).max(40, 'at most 40 characters').default('SCALR'),
  GATEWAY_ADDRESS: z
    .string()
    .default('')
    .refine((value) => value === '' || /^[^:/\s]+:\d{1,5}$/.test(value), 'host:port, or empty'),
  GATEWAY_CA_FILE: z
    .string()
    .default('')
    .refine((value) => value === '' || isAbsolute(value), 'the absolute path of a PEM file, or empty'),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug'], 'silent, error, warn, info or debug').default('info'),
});

export type LogLevel = z.infer<typeof environment>['LOG_LEVEL'];

/** What the identity service needs to know. Plain data, frozen. */
export interface IdentitySettings {
  /** TCP port, or absolute path of a unix socket. */
  readonly listen: string;
  /** IP address that TCP ports are opened on; in a container all. */
  readonly listenHost: string;
  readonly internalPort: number | null;
  readonly adminSocket: string;
  readonly databaseUrl: string;
  readonly issuer: string;
  readonly keysFolder: string;
  /** The first signs, all verify. */
  readonly cookieKeys: readonly string[];
  readonly allowTestTokens: boolean;
  readonly portalUrl: string;
  readonly platformName: string;
  /** `host:port` of the gateway, for requests to `*.localhost`, which Node does not resolve; null: none. */
  readonly gatewayAddress: string | null;
  /** Certificate authority of a gateway that speaks TLS; it may be made after this process has started. */
  readonly gatewayCaFile: string | null;
  readonly logLevel: LogLevel;
}

/** @throws ScalrError of kind `environment` with every wrong setting at once. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): IdentitySettings {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      errors.problem('settingInvalid', { name: String(issue.path[0]), expected: `expected ${issue.message}` }),
    );
    throw new ScalrError('environment', problems as [Problem, ...Problem[]]);
  }
  const value = parsed.data;
  return Object.freeze({
    listen: value.PORT,
    listenHost: value.LISTEN_HOST,
    internalPort: value.INTERNAL_PORT === '' ? null : Number(value.INTERNAL_PORT),
    adminSocket: value.ADMIN_SOCKET,
    databaseUrl: value.DATABASE_URL,
    issuer: value.ISSUER,
    keysFolder: value.KEYS_FOLDER,
    cookieKeys: Object.freeze(value.COOKIE_KEYS.split(',').map((key) => key.trim())),
    allowTestTokens: value.ALLOW_TEST_TOKENS === '1',
    portalUrl: value.PORTAL_URL,
    platformName: value.PLATFORM_NAME,
    gatewayAddress: value.GATEWAY_ADDRESS === '' ? null : value.GATEWAY_ADDRESS,
    gatewayCaFile: value.GATEWAY_CA_FILE === '' ? null : value.GATEWAY_CA_FILE,
    logLevel: value.LOG_LEVEL,
  });
}
