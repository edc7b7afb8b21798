import { randomBytes } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isScalrError, type Problem, ScalrError } from '@scalr/errors';
import { withFileLock, writeFileAtomically, writeIfChanged } from '@scalr/fileset';
import { type EnvFile, parseEnvFile } from '@scalr/manifest';
import { appSecretKey, databasePasswordKey } from '@scalr/plan';
import { readSharedSettings, type SharedSettings } from './env-settings.ts';
import { workspaceErrors } from './errors.ts';
import { unreadable } from './read-text.ts';

export const SHARED_FILE = '.env.shared';
export const MODE = 0o600;

/** What Authentik is told once, at its first start. */
export interface AuthentikSecrets {
  /** Signs its cookies. */
  readonly secretKey: string;
  /** Of its first administrator. */
  readonly adminPassword: string;
  /** With which the platform administers it. */
  readonly apiToken: string;
}

const AUTHENTIK_KEYS = ['AUTHENTIK_SECRET_KEY', 'AUTHENTIK_ADMIN_PASSWORD', 'AUTHENTIK_API_TOKEN'] as const;

export interface SecretsWish {
  readonly databases: readonly string[];
  /** Slugs of the apps that call others. */
  readonly callers?: readonly string[];
  readonly authentik?: boolean;
}

export interface Secrets {
  /** By owner: slug or `auth`. */
  readonly databasePasswords: Readonly<Record<string, string>>;
  /** Of the apps that call others, by slug. */
  readonly appSecrets: Readonly<Record<string, string>>;
  readonly postgresPassword: string;
  /** Null where they were not asked for. */
  readonly authentik: AuthentikSecrets | null;
  /** The first signs, all verify. */
  readonly cookieKeys: readonly string[];
  readonly settings: SharedSettings;
  /** Keys that were made now. */
  readonly generated: readonly string[];
  /** Worth telling, nothing to stop for. */
  readonly notices: readonly Problem[];
}

/**
 * Secrets and settings of the workspace from `.env.shared`. What is missing is made and added at the end of the file;
 * every line that is there stays as it is. Safe when two do it at once.
 * @throws ScalrError with every line that cannot be read (`ENV_LINE`, `ENV_KEY_TWICE`, `SETTING_BAD_VALUE`,
 *   `SECRET_PLACEHOLDER`); nothing is written then. Also what {@link writeFileAtomically} throws.
 */
export async function loadSecrets(
  root: string,
  { databases, callers = [], authentik = false }: SecretsWish,
): Promise<Secrets> {
  const passwordKeys = new Map(databases.map((owner) => [owner, databasePasswordKey(owner)]));
  const secretKeys = new Map(callers.map((slug) => [slug, appSecretKey(slug)]));
  const needed = [
    ...['POSTGRES_PASSWORD', 'AUTH_COOKIE_KEYS'],
    ...(authentik ? AUTHENTIK_KEYS : []),
    ...passwordKeys.values(),
    ...secretKeys.values(),
  ];
  // People keep their secrets elsewhere and link to them; the link stays.
  const path = await realpath(join(root, SHARED_FILE)).catch(() => join(root, SHARED_FILE));

  let { text, notices } = await readShared(path);
  let values = parsed(text);
  let generated: string[] = [];
  if (needed.some((key) => !values.get(key))) {
    await withFileLock(join(root, '.scalr/env-shared.lock'), async () => {
      ({ text, notices } = await readShared(path, notices));
      values = parsed(text);
      generated = needed.filter((key) => !values.get(key));
      if (generated.length === 0) return;
      for (const key of generated) values.set(key, randomBytes(32).toString('base64url'));
      await writeFileAtomically(path, withValues(text, generated, values), { mode: MODE });
    });
  }

  refusePlaceholders(needed, values, text);
  const settings = readSharedSettings(values, lineOf(text));
  const value = (key: string) => values.get(key)!;
  return {
    databasePasswords: Object.fromEntries([...passwordKeys].map(([owner, key]) => [owner, value(key)])),
    appSecrets: Object.fromEntries([...secretKeys].map(([slug, key]) => [slug, value(key)])),
    postgresPassword: value('POSTGRES_PASSWORD'),
    authentik: authentik
      ? {
          secretKey: value('AUTHENTIK_SECRET_KEY'),
          adminPassword: value('AUTHENTIK_ADMIN_PASSWORD'),
          apiToken: value('AUTHENTIK_API_TOKEN'),
        }
      : null,
    cookieKeys: value('AUTH_COOKIE_KEYS')
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== ''),
    settings,
    generated,
    notices,
  };
}

export async function readShared(
  path: string,
  before: readonly Problem[] = [],
): Promise<{ text: string; notices: readonly Problem[] }> {
  try {
    const mode = (await stat(path)).mode & 0o777;
    const text = await readFile(path, 'utf8');
    if ((mode & 0o077) === 0) return { text, notices: before };
    await writeIfChanged(path, text, { mode: MODE });
    const octal = `0${mode.toString(8)}`;
    const notice = workspaceErrors.problem('secretsWide', { mode: octal }, { file: SHARED_FILE });
    return { text, notices: [...before, notice] };
  } catch (error) {
    if (isScalrError(error)) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: '', notices: before };
    throw new ScalrError('environment', [unreadable(error, SHARED_FILE)], { cause: error });
  }
}

export function parsed(text: string): Map<string, string> {
  const { entries, problems }: EnvFile = parseEnvFile(text, SHARED_FILE);
  throwAll(problems);
  return new Map(entries.map(({ key, value }) => [key, value]));
}

export const lineOf = (text: string) => {
  const lines = new Map(parseEnvFile(text, SHARED_FILE).entries.map(({ key, line }) => [key, line]));
  return (key: string) => lines.get(key);
};

/** Fills a key that stands there empty, adds the others at the end, and touches nothing else. */
function withValues(text: string, keys: readonly string[], values: ReadonlyMap<string, string>): string {
  const line = lineOf(text);
  const lines = (text === '' ? HEADER : text).split('\n');
  const added: string[] = [];
  for (const key of keys) {
    const at = line(key);
    if (at === undefined) added.push(`${key}=${values.get(key)}`);
    else lines[at - 1] = `${key}=${values.get(key)}${lines[at - 1]!.endsWith('\r') ? '\r' : ''}`;
  }
  const kept = lines.join('\n');
  if (added.length === 0) return kept;
  return `${kept}${kept.endsWith('\n') ? '' : '\n'}${added.join('\n')}\n`;
}

const HEADER = `# Secrets of this checkout, made by ./scalr up. Never commit this file; .env.shared.example explains every key.\n`;
const PLACEHOLDER =
  /^(?:change.?(?:me|this|it)|password|passw0rd|postgres|secret|admin|example|placeholder|todo|x+|<.*>)\d*$/i;

function refusePlaceholders(keys: readonly string[], values: ReadonlyMap<string, string>, text: string): void {
  const line = lineOf(text);
  throwAll(
    keys
      .filter((key) =>
        (values.get(key) ?? '').split(',').some((part) => part.trim().length < 8 || PLACEHOLDER.test(part.trim())),
      )
      .map((key) => {
        const at = line(key);
        return workspaceErrors.problem('placeholder', { key }, { file: SHARED_FILE, ...(at ? { line: at } : {}) });
      }),
  );
}

function throwAll(problems: readonly Problem[]): void {
  const [first, ...rest] = problems;
  if (first !== undefined) throw new ScalrError('user', [first, ...rest]);
}
