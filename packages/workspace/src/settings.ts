import type { Mode, Settings } from '@scalr/plan';
import type { Secrets } from './load-secrets.ts';

/** What {@link createPlan} needs to know besides the apps. */
export function toSettings(
  { databasePasswords, appSecrets, postgresPassword, cookieKeys, settings }: Secrets,
  { mode }: { readonly mode: Mode },
): Settings {
  const { postgresServerUrl, logLevel, sleepAfterSeconds, identityProvider, acmeEmail } = settings;
  return {
    mode,
    identityProvider,
    logLevel,
    sleepAfterSeconds,
    postgres:
      postgresServerUrl === undefined
        ? { kind: 'embedded', password: postgresPassword }
        : { kind: 'server', url: postgresServerUrl },
    cookieKeys,
    acmeEmail: acmeEmail ?? null,
    databasePasswords,
    appSecrets,
  };
}
