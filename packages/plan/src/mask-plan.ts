import { deepFreeze } from './deep-freeze.ts';
import type { Database, EnvEntry, OidcClient, Plan } from './plan.ts';

const MASK = '••••';

/** The same plan without its secrets, fit to be printed. A password inside a URL is masked where it stands. */
export function maskPlan(plan: Plan): Plan {
  const passwords = plan.databases.flatMap(({ password }) => [password, encodeURIComponent(password)]);
  const database = (entry: Database): Database => ({ ...entry, password: MASK });
  const env = (entry: EnvEntry): EnvEntry =>
    entry.secret ? { ...entry, value: masked(entry.value, passwords) } : entry;
  const client = ({ service, ...rest }: OidcClient): OidcClient => ({
    ...rest,
    service: service && { ...service, secretHash: MASK },
  });
  const { postgres } = plan;
  return deepFreeze({
    ...plan,
    postgres:
      postgres.kind === 'server'
        ? { ...postgres, url: masked(postgres.url, passwords) }
        : { ...postgres, password: MASK },
    cookieKeys: plan.cookieKeys.map(() => MASK),
    apps: plan.apps.map((app) => ({ ...app, env: app.env.map(env) })),
    databases: plan.databases.map(database),
    clients: plan.clients.map(client),
  });
}

function masked(value: string, passwords: readonly string[]): string {
  // Greedy to the last "@", so that a password that should have been encoded is not shown in part.
  const url = value
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#:@]*:).*@/i, `$1${MASK}@`)
    .replace(/([?&](?:password|sslpassword)=)[^&#]*/gi, `$1${MASK}`);
  return url === value || passwords.some((password) => url.includes(password)) ? MASK : url;
}
