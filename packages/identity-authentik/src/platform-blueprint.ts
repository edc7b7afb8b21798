import { type FileSet, fileSet } from '@scalr/fileset';
import { ADMIN_GROUP } from '@scalr/plan';
import { type BlueprintEntry, either, file, find, keyOf, not, PythonExpression, printBlueprint } from './blueprint.ts';

/** Name of the key pair that signs every app's tokens. */
export const SIGNING_KEY = 'scalr-signing';
/** Slug of the flow that every app's sign-in goes through. */
export const AUTHORIZATION_FLOW = 'scalr-authorization';
/** Authentik's own first person. */
export const ADMINISTRATOR = 'akadmin';
/** Group of our adapter's service account; not shown among the groups of people. */
export const ADAPTER_GROUP = 'scalr platform';
/** Authentik's own group of those who administer it. */
export const AUTHENTIK_ADMINS = 'authentik Admins';
const ADAPTER = 'scalr-adapter';

const secret = (name: string) => file(`/run/secrets/${name}`);
const GROUP = 'authentik_core.group';
const USER = 'authentik_core.user';

/** Names of the secrets that the worker reads from `/run/secrets`. */
export const BLUEPRINT_SECRETS = {
  administratorPassword: 'authentik-admin-password',
  apiToken: 'authentik-api-token',
  signingKey: 'authentik-signing-key',
  signingCertificate: 'authentik-signing-certificate',
} as const;

/**
 * What the platform needs of an Authentik before it can be asked anything: `platform.yaml`, for the folder of
 * blueprints that the worker watches. Everything secret in it is a path.
 * @param revision changes whenever the secrets do: Authentik applies a file again only when its text is another
 */
export function platformBlueprints(revision = ''): FileSet {
  return fileSet([['platform.yaml', platformBlueprint(revision)]]);
}

// The first time is over when there is a group `admins`: who removes akadmin later does not get it back.
const isFirstTime = not(find(GROUP, ['name', ADMIN_GROUP]));

/** Django begins what no password fits with "!"; older releases leave it empty. */
const hasNoPassword = either(
  find(USER, ['username', ADMINISTRATOR], ['password__startswith', '!']),
  find(USER, ['username', ADMINISTRATOR], ['password', '']),
);

const FIRST_TIME: readonly BlueprintEntry[] = [
  {
    model: GROUP,
    id: 'authentik-admins',
    state: 'created',
    identifiers: { name: AUTHENTIK_ADMINS },
    attrs: { is_superuser: true },
  },
  {
    // Where Authentik's own bootstrap has not made it yet.
    model: USER,
    state: 'created',
    conditions: [isFirstTime],
    identifiers: { username: ADMINISTRATOR },
    attrs: {
      name: 'Administrator',
      groups: [keyOf('authentik-admins')],
      password: secret(BLUEPRINT_SECRETS.administratorPassword),
    },
  },
  {
    // Where it has: without a password anybody could set the first one.
    model: USER,
    state: 'present',
    conditions: [isFirstTime, hasNoPassword],
    identifiers: { username: ADMINISTRATOR },
    attrs: { password: secret(BLUEPRINT_SECRETS.administratorPassword) },
  },
  {
    model: GROUP,
    state: 'created',
    conditions: [isFirstTime],
    identifiers: { name: ADMIN_GROUP },
    attrs: { users: [find(USER, ['username', ADMINISTRATOR])] },
  },
];

/**
 * Authentik gives a refresh token only for the scope `offline_access`, and then puts a page of consent into every flow
 * that has none (authentik/providers/oauth2/views/authorize.py). So this flow has one, which a policy skips when its
 * turn comes. Were it not skipped, it would ask once for each app.
 */
const AUTHORIZATION: readonly BlueprintEntry[] = [
  {
    model: 'authentik_flows.flow',
    id: 'authorization',
    state: 'present',
    identifiers: { slug: AUTHORIZATION_FLOW },
    attrs: {
      name: 'Sign in to an app of SCALR',
      title: 'Redirecting to %(app)s',
      designation: 'authorization',
      authentication: 'require_authenticated',
    },
  },
  {
    model: 'authentik_stages_consent.consentstage',
    id: 'consent',
    state: 'present',
    identifiers: { name: 'scalr-consent' },
    attrs: { mode: 'permanent' },
  },
  {
    model: 'authentik_flows.flowstagebinding',
    id: 'consent-binding',
    state: 'present',
    identifiers: { target: keyOf('authorization'), stage: keyOf('consent') },
    attrs: { order: 0, evaluate_on_plan: false, re_evaluate_policies: true },
  },
  {
    model: 'authentik_policies_expression.expressionpolicy',
    id: 'no-consent',
    state: 'present',
    identifiers: { name: 'scalr-no-consent' },
    attrs: { expression: new PythonExpression('return False\n') },
  },
  {
    model: 'authentik_policies.policybinding',
    state: 'present',
    identifiers: { target: keyOf('consent-binding'), policy: keyOf('no-consent') },
    attrs: { order: 0, enabled: true, negate: false, failure_result: false },
  },
];

function platformBlueprint(revision: string): string {
  return printBlueprint({
    name: 'scalr platform',
    ...(revision === '' ? {} : { labels: { 'scalr/revision': revision } }),
    entries: [
      ...FIRST_TIME,
      ...AUTHORIZATION,
      {
        model: GROUP,
        id: 'adapter-group',
        state: 'present',
        identifiers: { name: ADAPTER_GROUP },
        attrs: { is_superuser: true },
      },
      {
        model: USER,
        id: 'adapter',
        state: 'present',
        identifiers: { username: ADAPTER },
        attrs: { name: 'SCALR', path: 'scalr', type: 'service_account', groups: [keyOf('adapter-group')] },
      },
      {
        model: 'authentik_core.token',
        state: 'present',
        identifiers: { identifier: ADAPTER },
        attrs: {
          user: keyOf('adapter'),
          intent: 'api',
          expiring: false,
          description: 'Administration by scalr',
          key: secret(BLUEPRINT_SECRETS.apiToken),
        },
      },
      {
        model: 'authentik_crypto.certificatekeypair',
        state: 'present',
        identifiers: { name: SIGNING_KEY },
        attrs: {
          certificate_data: secret(BLUEPRINT_SECRETS.signingCertificate),
          key_data: secret(BLUEPRINT_SECRETS.signingKey),
        },
      },
    ],
  });
}
