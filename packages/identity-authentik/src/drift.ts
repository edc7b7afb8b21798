import type { Problem } from '@scalr/errors';
import type { OidcClient } from '@scalr/plan';
import { z } from 'zod';
import type { AuthentikApi } from './api.ts';
import { appBlueprint, appNames, blueprintName, policyName, providerName, signInClients } from './app-blueprint.ts';
import { errors } from './errors.ts';
import { accessExpression } from './expressions.ts';
import { type BlueprintInstance, contentHash, listInstances } from './instances.ts';

/** Where Authentik differs from what an app's manifest says. */
export interface Drift {
  readonly slug: string;
  readonly problem: Problem;
}

// OpenAPI 2026.8.3, of each only what is compared.
const application = z.object({
  pk: z.string(),
  slug: z.string(),
  provider: z.number().nullish(),
  policy_engine_mode: z.string().optional(),
});
const binding = z.object({
  target: z.string(),
  policy: z.string().nullish(),
  enabled: z.boolean().optional(),
  negate: z.boolean().optional(),
  failure_result: z.boolean().optional(),
});
const policy = z.object({ pk: z.string(), name: z.string(), expression: z.string() });
const provider = z.object({
  pk: z.number(),
  name: z.string(),
  client_id: z.string(),
  client_type: z.string().optional(),
  grant_types: z.array(z.string()).optional(),
  issuer_mode: z.string().optional(),
  sub_mode: z.string().optional(),
  signing_key: z.string().nullish(),
  redirect_uris: z.array(
    z.object({ matching_mode: z.string(), url: z.string(), redirect_uri_type: z.string().optional() }),
  ),
});

interface Known {
  readonly instances: ReadonlyMap<string, BlueprintInstance>;
  readonly applications: readonly z.infer<typeof application>[];
  readonly providers: readonly z.infer<typeof provider>[];
  readonly policies: readonly z.infer<typeof policy>[];
  readonly bindings: readonly z.infer<typeof binding>[];
}

/** One row for each thing that is wrong, by app; empty: Authentik knows exactly what it should. */
export async function findDrift(api: AuthentikApi, clients: readonly OidcClient[]): Promise<readonly Drift[]> {
  const [instances, applications, providers, policies, bindings] = [
    await listInstances(api),
    // Without it only those that the token's owner may open.
    await api.list(application, '/core/applications/', { superuser_full_list: 'true' }),
    await api.list(provider, '/providers/oauth2/'),
    await api.list(policy, '/policies/expression/'),
    await api.list(binding, '/policies/bindings/'),
  ];
  const byName = new Map(instances.map((one) => [one.name, one]));
  const known = { instances: byName, applications, providers, policies, bindings };
  return signInClients(clients).flatMap((client) =>
    driftOf(client, known).map((problem) => ({ slug: client.slug, problem })),
  );
}

function driftOf(client: OidcClient, known: Known): readonly Problem[] {
  const { slug } = client;
  const names = appNames(client);
  const outdated = (what: string) => errors.problem('clientOutdated', { slug, what });
  const instance = known.instances.get(blueprintName(names));
  const app = known.applications.find((one) => one.slug === names.applicationSlug);
  const oauth = known.providers.find((one) => one.name === providerName(names));
  if (app === undefined || oauth === undefined || instance === undefined) {
    return [errors.problem('clientMissing', { slug }), ...openness(client, app, known)];
  }
  const problems: Problem[] = [];
  if (instance.status !== 'successful') {
    problems.push(errors.problem('clientFailed', { slug, status: instance.status }));
  } else if (instance.last_applied_hash !== contentHash(appBlueprint(client))) {
    problems.push(outdated('the manifest was changed since'));
  }
  if (app.provider !== oauth.pk) problems.push(outdated('its application has another client'));
  const changed = changedFields(client, oauth);
  if (changed.length > 0) problems.push(outdated(`its client's ${changed.join(', ')} was changed by hand`));
  return [...problems, ...openness(client, app, known)];
}

/** The application's own binding, and that nothing beside it lets people in. */
function openness(
  client: OidcClient,
  app: z.infer<typeof application> | undefined,
  { policies, bindings }: Known,
): readonly Problem[] {
  if (app === undefined) return [];
  const { slug } = client;
  const access = policies.find(({ name }) => name === policyName(client));
  const bound = bindings.find(({ target, policy: bound }) => target === app.pk && bound === access?.pk);
  if (access === undefined || bound === undefined || bound.enabled === false) {
    return [errors.problem('clientOpen', { slug })];
  }
  const isOurs =
    access.expression.trimEnd() === accessExpression(client.requiredGroups).text.trimEnd() &&
    bound.negate !== true &&
    bound.failure_result !== true &&
    app.policy_engine_mode === 'all';
  if (isOurs) return [];
  return [errors.problem('clientOutdated', { slug, what: 'who may open it was changed by hand' })];
}

function changedFields(client: OidcClient, oauth: z.infer<typeof provider>): readonly string[] {
  const uris = [
    ...client.redirectUris.map((url) => `strict authorization ${url}`),
    ...client.postLogoutRedirectUris.map((url) => `strict logout ${url}`),
  ];
  const found = oauth.redirect_uris.map(
    ({ matching_mode, redirect_uri_type, url }) => `${matching_mode} ${redirect_uri_type ?? 'authorization'} ${url}`,
  );
  const same = (a: readonly string[], b: readonly string[]) => [...a].sort().join('\n') === [...b].sort().join('\n');
  const checks: Readonly<Record<string, boolean>> = {
    client_id: oauth.client_id === client.clientId,
    client_type: oauth.client_type === 'public',
    // Absent from releases that have no such setting yet.
    grant_types: oauth.grant_types === undefined || same(oauth.grant_types, ['authorization_code', 'refresh_token']),
    issuer_mode: oauth.issuer_mode === 'per_provider',
    sub_mode: oauth.sub_mode === 'user_uuid',
    signing_key: typeof oauth.signing_key === 'string',
    redirect_uris: same(found, uris),
  };
  return Object.keys(checks).filter((field) => checks[field] === false);
}
