import { type Problem, ScalrError } from '@scalr/errors';
import type { z } from 'zod';
import { type ENGINES, type SettingKey, sharedSettings } from './env-keys.ts';
import { workspaceErrors } from './errors.ts';

/** Optional settings, with their defaults. */
export interface SharedSettings {
  /** libpq URI of an existing server; undefined: the embedded one. */
  readonly postgresServerUrl: string | undefined;
  /** Wanted public port; undefined: the engine chooses. */
  readonly port: number | undefined;
  readonly logLevel: string;
  readonly sleepAfterSeconds: number;
  /** Absolute path of the Python for FastAPI backends; undefined: found on PATH. */
  readonly python: string | undefined;
  /** Undefined: what was remembered. */
  readonly engine: (typeof ENGINES)[number] | undefined;
  readonly identityProvider: 'embedded' | 'authentik';
  /** Undefined: `localhost`. */
  readonly publicDomain: string | undefined;
  readonly acmeEmail: string | undefined;
  /** Host and path, no scheme; undefined: images stay on this machine. */
  readonly registry: string | undefined;
}

type Values = { [K in SettingKey]: z.output<(typeof sharedSettings)[K]> };

/**
 * @param line 1-based line of a key in the file, for the problems
 * @throws ScalrError `SETTING_BAD_VALUE` for each value that is not allowed
 */
export function readSharedSettings(
  values: ReadonlyMap<string, string>,
  line: (key: string) => number | undefined,
): SharedSettings {
  const problems: Problem[] = [];
  const read: Partial<Record<SettingKey, unknown>> = {};
  for (const [key, schema] of Object.entries(sharedSettings)) {
    const result = schema.safeParse(values.get(key) || undefined);
    if (result.success) read[key as SettingKey] = result.data;
    else {
      const at = line(key);
      const allowed = result.error.issues[0]!.message;
      const place = { file: '.env.shared', ...(at === undefined ? {} : { line: at }) };
      problems.push(workspaceErrors.problem('badSetting', { key, allowed }, place));
    }
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new ScalrError('user', [first, ...rest]);
  const settings = read as Values;
  return {
    postgresServerUrl: settings.POSTGRES_SERVER_URL,
    port: settings.SCALR_PORT,
    logLevel: settings.SCALR_LOG_LEVEL,
    sleepAfterSeconds: settings.SCALR_SLEEP_AFTER_SECONDS,
    python: settings.SCALR_PYTHON,
    engine: settings.SCALR_ENGINE,
    identityProvider: settings.SCALR_AUTH ?? 'embedded',
    publicDomain: settings.SCALR_PUBLIC_DOMAIN,
    acmeEmail: settings.SCALR_ACME_EMAIL,
    registry: settings.SCALR_REGISTRY,
  };
}
