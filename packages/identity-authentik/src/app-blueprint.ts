import type { OidcClient } from '@scalr/plan';
import { type Blueprint, type BlueprintEntry, find, keyOf, printBlueprint } from './blueprint.ts';
import { errors } from './errors.ts';
import { accessExpression, profileExpression } from './expressions.ts';
import { AUTHORIZATION_FLOW, SIGNING_KEY } from './platform-blueprint.ts';

/** What an app is called at Authentik. */
export interface AppNames {
  readonly slug: string;
  /** In the issuer. */
  readonly applicationSlug: string;
}

export const appNames = ({ slug, applicationSlug }: Pick<OidcClient, 'slug' | 'applicationSlug'>): AppNames => ({
  ...{ slug, applicationSlug: applicationSlug ?? slug },
});

const BLUEPRINT_PREFIX = 'scalr app ';

/** Says both names, so that whoever is gone can be removed knowing nothing else. */
export const blueprintName = ({ slug, applicationSlug }: AppNames) =>
  `${BLUEPRINT_PREFIX}${slug}${applicationSlug === slug ? '' : ` as ${applicationSlug}`}`;

/** Null: not a blueprint of an app of ours. */
export function namesOfBlueprint(name: string): AppNames | null {
  const match = /^scalr app ([-\w]+)(?: as ([-\w]+))?$/.exec(name);
  return match === null ? null : { slug: match[1]!, applicationSlug: match[2] ?? match[1]! };
}

export const providerName = ({ slug }: Pick<AppNames, 'slug'>) => `scalr-${slug}`;
export const policyName = ({ slug }: Pick<AppNames, 'slug'>) => `scalr-${slug}-access`;
const mappingName = ({ slug }: Pick<AppNames, 'slug'>) => `scalr-${slug}-profile`;

/** Paths below `/application/o/` that belong to all applications (authentik/providers/oauth2/urls.py). */
const RESERVED = new Set(['authorize', 'token', 'device', 'userinfo', 'introspect', 'revoke']);
const SLUG = /^[-a-zA-Z0-9_]+$/;

/** Those somebody signs in to; a client without a redirect URI would take the first one it is shown. */
export const signInClients = (clients: readonly OidcClient[]) =>
  clients.filter(({ redirectUris }) => redirectUris.length > 0);

const SCOPES = 'authentik_providers_oauth2.scopemapping';
const PROVIDER = 'authentik_providers_oauth2.oauth2provider';
const APPLICATION = 'authentik_core.application';
const POLICY = 'authentik_policies_expression.expressionpolicy';
const BINDING = 'authentik_policies.policybinding';

const flow = (slug: string) => find('authentik_flows.flow', ['slug', slug]);
const scope = (name: string) => find(SCOPES, ['managed', `goauthentik.io/providers/oauth2/scope-${name}`]);

/** Blueprints of Authentik's own that ours refers to; it applies blueprints in no given order. */
const FOUNDATIONS: readonly BlueprintEntry[] = [
  'System - OAuth2 Provider - Scopes',
  'Default - Provider invalidation flow',
].map((name) => ({
  model: 'authentik_blueprints.metaapplyblueprint',
  attrs: { identifiers: { name }, required: true },
}));

const redirect = (kind: 'authorization' | 'logout') => (url: string) => ({
  ...{ matching_mode: 'strict', redirect_uri_type: kind, url },
});

/**
 * Everything Authentik has to know of one app, as YAML: groups, claims, client, application, and who may open it.
 * Holds no secret: clients are public.
 * @throws ScalrError `AUTHENTIK_SLUG_REFUSED`
 */
export function appBlueprint(client: OidcClient): string {
  const names = appNames(client);
  checkSlug(names.slug, names);
  checkSlug(names.applicationSlug, names);
  if (client.redirectUris.length === 0) throw new TypeError(`${client.slug} has no redirect URI: nobody signs in`);
  const groups = [...new Set([...client.requiredGroups, ...client.visibleGroups])].sort();
  const blueprint: Blueprint = {
    name: blueprintName(names),
    entries: [
      ...FOUNDATIONS,
      ...groups.map(
        (name): BlueprintEntry => ({ model: 'authentik_core.group', state: 'created', identifiers: { name } }),
      ),
      {
        model: SCOPES,
        id: 'profile',
        state: 'present',
        identifiers: { name: mappingName(names) },
        attrs: {
          scope_name: 'profile',
          description: 'Name and groups',
          expression: profileExpression(client.visibleGroups),
        },
      },
      provider(client, names),
      application(client, names),
      {
        model: POLICY,
        id: 'access',
        state: 'present',
        identifiers: { name: policyName(names) },
        attrs: { execution_logging: false, expression: accessExpression(client.requiredGroups) },
      },
      {
        // Without a binding an application is open to everybody.
        model: BINDING,
        state: 'present',
        identifiers: { target: keyOf('application'), policy: keyOf('access') },
        attrs: { order: 0, enabled: true, negate: false, failure_result: false },
      },
    ],
  };
  return printBlueprint(blueprint);
}

function provider(client: OidcClient, names: AppNames): BlueprintEntry {
  const { clientId, redirectUris, postLogoutRedirectUris, backchannelLogoutUri } = client;
  return {
    model: PROVIDER,
    id: 'provider',
    state: 'present',
    identifiers: { name: providerName(names) },
    attrs: {
      authorization_flow: flow(AUTHORIZATION_FLOW),
      invalidation_flow: flow('default-provider-invalidation-flow'),
      client_type: 'public',
      client_id: clientId,
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [
        ...redirectUris.map(redirect('authorization')),
        ...postLogoutRedirectUris.map(redirect('logout')),
      ],
      ...(backchannelLogoutUri === null ? {} : { logout_uri: backchannelLogoutUri, logout_method: 'backchannel' }),
      issuer_mode: 'per_provider',
      sub_mode: 'user_uuid',
      include_claims_in_id_token: true,
      access_code_validity: 'minutes=1',
      access_token_validity: 'minutes=15',
      refresh_token_validity: 'days=14',
      refresh_token_threshold: 'seconds=0',
      signing_key: find('authentik_crypto.certificatekeypair', ['name', SIGNING_KEY]),
      property_mappings: [scope('openid'), scope('email'), scope('offline_access'), keyOf('profile')],
    },
  };
}

function application({ name, postLogoutRedirectUris: [home] }: OidcClient, names: AppNames): BlueprintEntry {
  return {
    model: APPLICATION,
    id: 'application',
    state: 'present',
    identifiers: { slug: names.applicationSlug },
    attrs: {
      name,
      provider: keyOf('provider'),
      // An administrator's further binding can then only narrow who comes in.
      policy_engine_mode: 'all',
      ...(home === undefined ? {} : { meta_launch_url: home }),
      open_in_new_tab: false,
    },
  };
}

/** Takes away all that {@link appBlueprint} made, but for the groups: people are in them. */
export function tombstone(names: AppNames): string {
  checkSlug(names.slug, names);
  checkSlug(names.applicationSlug, names);
  const absent = (model: string, identifiers: BlueprintEntry['identifiers']): BlueprintEntry => ({
    ...{ model, state: 'absent', identifiers: identifiers! },
  });
  return printBlueprint({
    name: blueprintName(names),
    entries: [
      absent(BINDING, {
        target: find(APPLICATION, ['slug', names.applicationSlug]),
        policy: find(POLICY, ['name', policyName(names)]),
      }),
      absent(APPLICATION, { slug: names.applicationSlug }),
      absent(PROVIDER, { name: providerName(names) }),
      absent(POLICY, { name: policyName(names) }),
      absent(SCOPES, { name: mappingName(names) }),
    ],
  });
}

function checkSlug(slug: string, { slug: app }: AppNames): void {
  if (!SLUG.test(slug) || RESERVED.has(slug)) throw errors.error('slugRefused', { slug, app });
}
