import { z } from 'zod';

/** What SCALR knows of one key of `.env.shared`. */
export interface SharedKey {
  readonly key: string;
  /** For `.env.shared.example`. */
  readonly description: string;
  /** Made by SCALR on first use where it is missing. */
  readonly generated: boolean;
  /** Shown in the example. */
  readonly example: string;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export const ENGINES = ['native', 'compose', 'swarm'] as const;
const PROVIDERS = ['embedded', 'authentik'] as const;
/** Host name of at least two labels (RFC 1123 §2.1), lower case. */
export const DOMAIN = /^(?=.{4,200}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** Optional settings, by key. A missing one has its default. */
export const sharedSettings = {
  POSTGRES_SERVER_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\/[^\s]+$/, 'a URL like postgresql://admin:password@host:5432/postgres')
    .optional(),
  SCALR_PORT: z.coerce
    .number('a port from 1 to 65535')
    .int('a port from 1 to 65535')
    .min(1, 'a port from 1 to 65535')
    .max(65_535, 'a port from 1 to 65535')
    .optional(),
  SCALR_LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('info'),
  SCALR_SLEEP_AFTER_SECONDS: z.coerce
    .number('a number of seconds, or 0 for never')
    .int('a whole number of seconds, or 0 for never')
    .min(0, 'a number of seconds, or 0 for never')
    .max(604_800, 'at most 604800 seconds (a week), or 0 for never')
    .default(300),
  SCALR_ENGINE: z.enum(ENGINES, `one of ${ENGINES.join(', ')}`).optional(),
  SCALR_AUTH: z.enum(PROVIDERS, `one of ${PROVIDERS.join(', ')}`).optional(),
  SCALR_PUBLIC_DOMAIN: z.string().regex(DOMAIN, 'a domain like example.com').optional(),
  SCALR_ACME_EMAIL: z.email('an e-mail address').optional(),
  SCALR_REGISTRY: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d{1,5})?(\/[a-z0-9._-]+)*$/, 'a registry like registry.example.com/scalr')
    .optional(),
  SCALR_PYTHON: z.string().regex(/^\//, 'the absolute path of a Python 3.11 or newer').optional(),
} as const;

export type SettingKey = keyof typeof sharedSettings;

/** Every key, in the order of the example. */
export const SHARED_KEYS: readonly SharedKey[] = [
  {
    key: 'POSTGRES_PASSWORD',
    description: "Of the embedded database server's administrator.",
    generated: true,
    example: '',
  },
  {
    key: 'AUTH_COOKIE_KEYS',
    description:
      'Sign the cookies of the sign-in pages. Separated by commas: the first signs, all verify. To replace one, put a new one in front and remove the old one a day later.',
    generated: true,
    example: '',
  },
  {
    key: 'DB_PASSWORD_AUTH',
    description: "Of the identity provider's own database.",
    generated: true,
    example: '',
  },
  {
    key: 'DB_PASSWORD_HELLO',
    description: 'Of an app\'s database, one line an app: DB_PASSWORD_ and the slug in upper case with "_" for "-".',
    generated: true,
    example: '',
  },
  {
    key: 'APP_SECRET_HELLO',
    description:
      'With which an app whose manifest lists "calls" asks for tokens to call other apps, one line an app: APP_SECRET_ and the slug in upper case with "_" for "-".',
    generated: true,
    example: '',
  },
  {
    key: 'AUTHENTIK_SECRET_KEY',
    description: 'Signs the cookies of Authentik. Made where SCALR_AUTH is authentik; never change it.',
    generated: true,
    example: '',
  },
  {
    key: 'AUTHENTIK_ADMIN_PASSWORD',
    description: "Of Authentik's first administrator, akadmin, until it is changed there.",
    generated: true,
    example: '',
  },
  {
    key: 'AUTHENTIK_API_TOKEN',
    description: 'With which the platform administers Authentik.',
    generated: true,
    example: '',
  },
  {
    key: 'POSTGRES_SERVER_URL',
    description:
      'An existing Postgres (16 or later) to use instead of the embedded one, with a role that may create roles and databases.',
    generated: false,
    example: 'postgresql://admin:password@db.example.com:5432/postgres',
  },
  {
    key: 'SCALR_PORT',
    description: 'Public port of the gateway. Left out: 80 (443 with TLS), or the next free one, which is then kept.',
    generated: false,
    example: '8080',
  },
  {
    key: 'SCALR_LOG_LEVEL',
    description: `What the platform and the backends log: ${LOG_LEVELS.join(', ')}. Left out: info.`,
    generated: false,
    example: 'info',
  },
  {
    key: 'SCALR_SLEEP_AFTER_SECONDS',
    description: "Seconds without a request after which an app's backend is put to sleep; 0: never. Left out: 300.",
    generated: false,
    example: '300',
  },
  {
    key: 'SCALR_ENGINE',
    description: `What apps run on: ${ENGINES.join(', ')}. Left out: what "up --engine" last said, at first native.`,
    generated: false,
    example: 'compose',
  },
  {
    key: 'SCALR_AUTH',
    description: `Identity provider: ${PROVIDERS.join(', ')}. Left out: embedded. The native engine has the embedded one only.`,
    generated: false,
    example: 'authentik',
  },
  {
    key: 'SCALR_PUBLIC_DOMAIN',
    description: 'Domain whose subdomains are the apps, for the engines of servers; written by "scalr domain set".',
    generated: false,
    example: 'example.com',
  },
  {
    key: 'SCALR_ACME_EMAIL',
    description: "Whom Let's Encrypt tells when a certificate is about to expire.",
    generated: false,
    example: 'operator@example.com',
  },
  {
    key: 'SCALR_REGISTRY',
    description: 'Where the swarm engine pushes its images to and every machine pulls them from.',
    generated: false,
    example: 'registry.example.com/scalr',
  },
  {
    key: 'SCALR_PYTHON',
    description:
      'Path of the Python (3.11 or newer) that FastAPI backends run on. Left out: python3, python3.14 … python3.11 on PATH.',
    generated: false,
    example: '/usr/bin/python3.13',
  },
];
