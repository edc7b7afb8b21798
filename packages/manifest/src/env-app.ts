import type { Problem } from '@scalr/errors';
import { parseEnvFile } from './env-file.ts';
import { manifestErrors } from './errors.ts';
import { secretName, secretShape } from './secret-shape.ts';

/** Keys of a backend's environment that the platform makes. `APP_CATALOG_FILE` is the hub's only. */
export const ENGINE_KEYS = [
  'APP_SLUG',
  'PORT',
  'DATABASE_URL',
  'PUBLIC_URL',
  'OIDC_ISSUER',
  'OIDC_JWKS_URL',
  'OIDC_AUDIENCE',
  'OIDC_CLIENT_ID',
  'OIDC_PROVIDER',
  'AUTH_REQUIRED_GROUPS',
  'LOG_LEVEL',
  'HEALTH_PATH',
  'APP_CATALOG_FILE',
] as const;

/** Keys that change how any process runs, or that belong to the platform. */
const SYSTEM_KEYS =
  /^(?:OIDC_.*|SCALR_.*|NODE_.*|NPM_.*|LD_.*|DYLD_.*|PG[A-Z]+|PATH|HOME|USER|SHELL|TMPDIR|PYTHONPATH)$/i;
const engineKeys: ReadonlySet<string> = new Set(ENGINE_KEYS);
const SIZE_LIMIT = 64 * 1024;

export type ParsedEnvApp =
  | { readonly ok: true; readonly env: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The committed `.env.app` of an app: settings of its own, no secrets, nothing the platform sets. Never throws. */
export function parseEnvApp(text: string, file: string): ParsedEnvApp {
  if (text.length > SIZE_LIMIT) {
    return {
      ok: false,
      problems: [manifestErrors.problem('tooLarge', { bytes: text.length, limit: SIZE_LIMIT }, { file })],
    };
  }
  const parsed = parseEnvFile(text, file);
  const problems = [...parsed.problems];
  for (const { key, value, line } of parsed.entries) {
    const place = { file, line };
    if (engineKeys.has(key.toUpperCase()) || SYSTEM_KEYS.test(key))
      problems.push(manifestErrors.problem('envOwned', { key }, place));
    const why = secretName(key, value) ? 'by its name' : secretShape(value);
    if (why !== undefined) problems.push(manifestErrors.problem('secret', { name: key, why }, place));
  }
  if (problems.length > 0) return { ok: false, problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
  return { ok: true, env: Object.fromEntries(parsed.entries.map(({ key, value }) => [key, value])) };
}
