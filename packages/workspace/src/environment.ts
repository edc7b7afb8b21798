import { ScalrError } from '@scalr/errors';
import { z } from 'zod';
import { workspaceErrors } from './errors.ts';

const flag = z
  .string()
  .optional()
  .transform((value) => value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.toLowerCase()));

const environmentSchema = z.object({
  SCALR_WORKSPACE: z
    .string()
    .regex(/^(?:$|\/|[A-Za-z]:[\\/])/, 'an absolute path')
    .optional(),
  SCALR_DEBUG: flag,
  SCALR_BROWSER: z.string().optional(),
  CI: flag,
  // https://no-color.org: any value but the empty one.
  NO_COLOR: z
    .string()
    .optional()
    .transform((value) => value !== undefined && value !== ''),
});

/** What the command line takes from the environment it is called in. */
export interface Environment {
  /** Root of the workspace; undefined: found from the working directory. */
  readonly workspace: string | undefined;
  /** Show stacks and everything else that helps to find a defect. */
  readonly debug: boolean;
  readonly noColor: boolean;
  readonly ci: boolean;
  /** Path of the Chrome or Chromium for tests; undefined: found. */
  readonly browser: string | undefined;
  /** The machine's own variables, which every process that we start may have. Nothing else is inherited. */
  readonly inherited: Readonly<Record<string, string>>;
  /** Settings of pip and uv, and how the network is reached: they may hold secrets, so no app is given them. */
  readonly installers: Readonly<Record<string, string>>;
  /** What tells the docker command line which Docker it is to talk to, and how. */
  readonly docker: Readonly<Record<string, string>>;
}

const INHERITED = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'DISPLAY',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
];

/**
 * Read once, at the start of the CLI: `readEnvironment(process.env)`.
 * @throws ScalrError `SETTING_BAD_VALUE`
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const result = environmentSchema.safeParse(env);
  if (!result.success) {
    const [first, ...rest] = result.error.issues.map(({ path, message }) =>
      workspaceErrors.problem('badSetting', { key: String(path[0]), allowed: message }),
    );
    throw new ScalrError('usage', [first!, ...rest]);
  }
  const { SCALR_WORKSPACE, SCALR_DEBUG, SCALR_BROWSER, NO_COLOR, CI } = result.data;
  return {
    workspace: SCALR_WORKSPACE || undefined,
    debug: SCALR_DEBUG,
    noColor: NO_COLOR,
    ci: CI,
    browser: SCALR_BROWSER || undefined,
    inherited: inheritedOf(env),
    installers: matching(env, INSTALLERS),
    docker: matching(env, DOCKER),
  };
}

function inheritedOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const set = INHERITED.flatMap((key) => (env[key] === undefined ? [] : [[key, env[key]] as const]));
  return Object.fromEntries(set);
}

const INSTALLERS = /^(?:(?:PIP|UV)_[A-Z0-9_]+|(?:HTTPS?|ALL|NO)_PROXY|REQUESTS_CA_BUNDLE)$/i;
/** Not those of Compose: names of projects and files are the engine's own. */
const DOCKER = /^(?:(?:DOCKER|BUILDX|BUILDKIT)_[A-Z0-9_]+|XDG_RUNTIME_DIR|SSH_AUTH_SOCK)$/;

function matching(env: Readonly<Record<string, string | undefined>>, keys: RegExp): Record<string, string> {
  const set = Object.entries(env).flatMap(([key, value]) =>
    value !== undefined && keys.test(key) ? [[key, value] as const] : [],
  );
  return Object.fromEntries(set);
}
