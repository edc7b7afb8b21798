import { appBlueprint, platformBlueprints, tombstone } from '@scalr/identity-authentik';
import type { OidcClient } from '@scalr/plan';
import { describe, expect, test } from 'vitest';
import { client } from './clients.ts';
import { evaluateAccess, readExpressions } from './python.ts';
import { type ReadEntry, readBlueprint, schemaProblems } from './read-blueprint.ts';

const entriesOf = (text: string, model: string): readonly ReadEntry[] =>
  readBlueprint(text).entries.filter((entry) => entry.model.endsWith(`.${model}`));
const entryOf = (text: string, model: string): ReadEntry => entriesOf(text, model)[0] as ReadEntry;
const expressionOf = (text: string, model: string) => entryOf(text, model).attrs?.expression as string;
const platform = (revision?: string) => platformBlueprints(revision).get('platform.yaml')?.content as string;

const HELLO = client('hello', { requiredGroups: ['staff', 'finance'], visibleGroups: ['finance', 'staff', 'leads'] });
const GROUPLESS = client('open', { backchannelLogoutUri: null, applicationSlug: 'open-house', clientId: 'house' });

const HOSTILE = [
  '"',
  "'",
  '\\',
  '"]\nimport os\n["',
  '\n    return True\n',
  '\r\n- model: authentik_core.user',
  '!File /etc/passwd',
  '!Env [AUTHENTIK_SECRET_KEY]',
  '# comment',
  'a: b',
  '- a',
  '{a: b}',
  '%(x)s {0}',
  '$HOME',
  'yes',
  'null',
  '*alias &anchor',
  '\u2028return True',
  '\u0085 next line',
  '\u000b\u000c\u001c',
  '\ufeff',
  '\u007f\u0000',
  'größe 😀 名前',
  '"""',
  '---\n...',
];

describe('the blueprint of an app', () => {
  test.each<[string, OidcClient]>([
    ['with groups', HELLO],
    ['without groups', GROUPLESS],
  ])('%s fits the schema derived from the published API', (_, one) => {
    expect(schemaProblems(readBlueprint(appBlueprint(one)))).toEqual([]);
  });

  test('the schema check finds what is wrong', () => {
    const wrong = readBlueprint(appBlueprint(HELLO).replace('client_type', 'client_tipe'));
    expect(schemaProblems(wrong).length).toBeGreaterThan(0);
    const incomplete = readBlueprint(appBlueprint(HELLO).replace(/ {6}order: 0\n/, ''));
    expect(schemaProblems(incomplete)).toEqual(['authentik_policies.policybinding lacks order']);
  });

  test('makes a public client with exact redirects, its own claims and one signing key', () => {
    expect(entryOf(appBlueprint(HELLO), 'oauth2provider')).toEqual({
      model: 'authentik_providers_oauth2.oauth2provider',
      id: 'provider',
      state: 'present',
      identifiers: { name: 'scalr-hello' },
      attrs: {
        authorization_flow: {
          tag: '!Find',
          of: ['authentik_flows.flow', ['slug', 'scalr-authorization']],
        },
        invalidation_flow: {
          tag: '!Find',
          of: ['authentik_flows.flow', ['slug', 'default-provider-invalidation-flow']],
        },
        client_type: 'public',
        client_id: 'hello',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [
          {
            matching_mode: 'strict',
            redirect_uri_type: 'authorization',
            url: 'https://hello.example.com/auth/callback',
          },
          { matching_mode: 'strict', redirect_uri_type: 'logout', url: 'https://hello.example.com/' },
        ],
        logout_uri: 'https://hello.example.com/api/auth/backchannel-logout',
        logout_method: 'backchannel',
        issuer_mode: 'per_provider',
        sub_mode: 'user_uuid',
        include_claims_in_id_token: true,
        access_code_validity: 'minutes=1',
        access_token_validity: 'minutes=15',
        refresh_token_validity: 'days=14',
        refresh_token_threshold: 'seconds=0',
        signing_key: { tag: '!Find', of: ['authentik_crypto.certificatekeypair', ['name', 'scalr-signing']] },
        property_mappings: [
          ...['openid', 'email', 'offline_access'].map((scope) => ({
            tag: '!Find',
            of: [
              'authentik_providers_oauth2.scopemapping',
              ['managed', `goauthentik.io/providers/oauth2/scope-${scope}`],
            ],
          })),
          { tag: '!KeyOf', of: 'profile' },
        ],
      },
    });
  });

  test.each([HELLO, GROUPLESS])('always binds exactly one policy, which is closed when it fails', (one) => {
    const text = appBlueprint(one);
    expect(entriesOf(text, 'policybinding')).toEqual([
      {
        model: 'authentik_policies.policybinding',
        state: 'present',
        // Not by the order: an administrator's own binding may have the same.
        identifiers: { target: { tag: '!KeyOf', of: 'application' }, policy: { tag: '!KeyOf', of: 'access' } },
        attrs: { order: 0, enabled: true, negate: false, failure_result: false },
      },
    ]);
    expect(entryOf(text, 'application').attrs?.policy_engine_mode).toBe('all');
    expect(entryOf(text, 'application').id).toBe('application');
    expect(entryOf(text, 'expressionpolicy').id).toBe('access');
  });

  test('gives a code for PKCE S256 and all groups, and for nothing else', async () => {
    const pkce = { oauth_response_type: 'code', oauth_code_challenge: 'abc', oauth_code_challenge_method: 'S256' };
    const both = { signedIn: true, groups: ['staff', 'finance', 'others'] };
    const expression = expressionOf(appBlueprint(HELLO), 'expressionpolicy');
    const answers = await evaluateAccess(expression, [
      { ...both, context: pkce },
      { ...both, context: {} },
      { ...both, context: { ...pkce, oauth_code_challenge_method: 'plain' } },
      { ...both, context: { ...pkce, oauth_code_challenge: null } },
      { ...both, context: { ...pkce, oauth_response_type: 'id_token' } },
      { ...both, groups: ['staff'], context: pkce },
      { ...both, groups: ['finance'], context: {} },
      { ...both, groups: [], context: pkce },
      { ...both, signedIn: false, context: pkce },
    ]);
    expect(answers).toEqual([true, true, false, false, false, false, false, false, false]);
  });

  test('without required groups it lets in whoever is signed in, and still demands PKCE', async () => {
    const expression = expressionOf(appBlueprint(GROUPLESS), 'expressionpolicy');
    const pkce = { oauth_response_type: 'code', oauth_code_challenge: 'abc', oauth_code_challenge_method: 'S256' };
    const answers = await evaluateAccess(expression, [
      { signedIn: true, groups: [], context: pkce },
      { signedIn: true, groups: [], context: { ...pkce, oauth_code_challenge_method: 'plain' } },
      { signedIn: false, groups: [], context: pkce },
    ]);
    expect(answers).toEqual([true, false, false]);
  });

  test('makes every group once and never touches it again, and names only visible ones in claims', async () => {
    const text = appBlueprint(HELLO);
    expect(entriesOf(text, 'group')).toEqual(
      ['finance', 'leads', 'staff'].map((name) => ({
        ...{ model: 'authentik_core.group', state: 'created', identifiers: { name } },
      })),
    );
    const [profile] = await readExpressions([expressionOf(text, 'scopemapping')]);
    expect(profile?.lists).toEqual([['finance', 'staff', 'leads'], []]);
  });

  test('has the name that the manifest gives it at Authentik', () => {
    const blueprint = readBlueprint(appBlueprint(GROUPLESS));
    expect(blueprint.metadata.name).toBe('scalr app open as open-house');
    const application = blueprint.entries.find(({ id }) => id === 'application');
    expect(application?.identifiers).toEqual({ slug: 'open-house' });
    const provider = blueprint.entries.find(({ id }) => id === 'provider');
    expect(provider?.attrs).toMatchObject({ client_id: 'house' });
    expect(provider?.attrs).not.toHaveProperty('logout_uri');
  });

  test.each(['token', 'authorize', 'a b', 'a"b', 'a\nb', ''])('refuses to be called %j', (applicationSlug) => {
    expect(() => appBlueprint(client('hello', { applicationSlug }))).toThrow(
      expect.objectContaining({ code: 'AUTHENTIK_SLUG_REFUSED' }),
    );
  });

  test('is not made for an app that nobody signs in to', () => {
    expect(() => appBlueprint(client('job', { redirectUris: [] }))).toThrow(/nobody signs in/);
  });

  test('the same client gives the same bytes', () => {
    expect(appBlueprint(structuredClone(HELLO))).toBe(appBlueprint(HELLO));
  });
});

describe('hostile values', () => {
  test('stay values in YAML and in Python', async () => {
    const text = appBlueprint(
      client('hello', { name: HOSTILE.join(''), requiredGroups: HOSTILE, visibleGroups: HOSTILE }),
    );
    const blueprint = readBlueprint(text);
    expect(schemaProblems(blueprint)).toEqual([]);
    const harmless = readBlueprint(appBlueprint(client('hello', { name: 'x' }))).entries.filter(
      ({ model }) => model !== 'authentik_core.group',
    );
    const others = blueprint.entries.filter(({ model }) => model !== 'authentik_core.group');
    expect(others.map(({ model }) => model)).toEqual(harmless.map(({ model }) => model));
    expect(entryOf(text, 'application').attrs?.name).toBe(HOSTILE.join(''));
    expect(entriesOf(text, 'group').map(({ identifiers }) => identifiers?.name)).toEqual([...HOSTILE].sort());

    const clean = appBlueprint(client('hello'));
    for (const model of ['scopemapping', 'expressionpolicy']) {
      const [found, expected] = await readExpressions([expressionOf(text, model), expressionOf(clean, model)]);
      expect(found?.top).toBe(2);
      expect(found?.kinds).toEqual(expected?.kinds);
      expect(found?.lists[0]).toEqual(HOSTILE);
    }
  });

  test('Python is ASCII and the text has nothing that PyYAML refuses', () => {
    const text = appBlueprint(client('hello', { name: HOSTILE.join(''), requiredGroups: HOSTILE }));
    expect(expressionOf(text, 'expressionpolicy')).toMatch(/^[\n\x20-\x7e]+$/);
    expect(text).toMatch(/^[\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]+$/u);
  });
});

describe('the blueprint of an app that is gone', () => {
  test('takes away everything but the groups', () => {
    const blueprint = readBlueprint(tombstone({ slug: 'open', applicationSlug: 'open-house' }));
    expect(schemaProblems(blueprint)).toEqual([]);
    expect(blueprint.entries.map(({ model, state }) => [model, state])).toEqual([
      ['authentik_policies.policybinding', 'absent'],
      ['authentik_core.application', 'absent'],
      ['authentik_providers_oauth2.oauth2provider', 'absent'],
      ['authentik_policies_expression.expressionpolicy', 'absent'],
      ['authentik_providers_oauth2.scopemapping', 'absent'],
    ]);
    const made = readBlueprint(appBlueprint(GROUPLESS)).entries;
    for (const { model, identifiers } of blueprint.entries.slice(1)) {
      expect(identifiers).toEqual(made.find((entry) => entry.model === model)?.identifiers);
    }
  });
});

describe("the platform's blueprint", () => {
  test('fits the schema derived from the published API', () => {
    expect(schemaProblems(readBlueprint(platform()))).toEqual([]);
  });

  test('reads every secret from a file and holds none', () => {
    const files: unknown[] = [];
    JSON.stringify(readBlueprint(platform()), (key, value) => {
      const tagged = value as { tag?: string; of?: unknown } | null;
      if (typeof tagged === 'object' && tagged?.tag === '!File') files.push(tagged.of);
      else if (['password', 'key', 'key_data', 'certificate_data'].includes(key)) files.push(`open: ${value}`);
      return value as unknown;
    });
    expect([...new Set(files)].sort()).toEqual([
      '/run/secrets/authentik-admin-password',
      '/run/secrets/authentik-api-token',
      '/run/secrets/authentik-signing-certificate',
      '/run/secrets/authentik-signing-key',
    ]);
  });

  test('has a flow in which no consent is asked for, so that refresh tokens cost no page', async () => {
    const text = platform();
    expect(entryOf(text, 'flow').identifiers).toEqual({ slug: 'scalr-authorization' });
    expect(entryOf(text, 'flowstagebinding')).toMatchObject({
      identifiers: { target: { tag: '!KeyOf', of: 'authorization' }, stage: { tag: '!KeyOf', of: 'consent' } },
      attrs: { evaluate_on_plan: false, re_evaluate_policies: true },
    });
    expect(entryOf(text, 'policybinding').identifiers).toEqual({
      target: { tag: '!KeyOf', of: 'consent-binding' },
      policy: { tag: '!KeyOf', of: 'no-consent' },
    });
    expect(
      await evaluateAccess(expressionOf(text, 'expressionpolicy'), [{ signedIn: true, groups: [], context: {} }]),
    ).toEqual([false]);
  });

  test('gives the first administrator a password once', () => {
    const isFirstTime = {
      tag: '!Condition',
      of: ['NAND', { tag: '!Find', of: ['authentik_core.group', ['name', 'admins']] }],
    };
    const akadmin = (field: string, value: string) => ({
      ...{ tag: '!Find', of: ['authentik_core.user', ['username', 'akadmin'], [field, value]] },
    });
    const hasNoPassword = {
      tag: '!Condition',
      of: ['OR', akadmin('password__startswith', '!'), akadmin('password', '')],
    };
    const administrators = entriesOf(platform(), 'user').filter(
      ({ identifiers }) => identifiers?.username === 'akadmin',
    );
    expect(administrators.map(({ state, conditions }) => ({ state, conditions }))).toEqual([
      { state: 'created', conditions: [isFirstTime] },
      { state: 'present', conditions: [isFirstTime, hasNoPassword] },
    ]);
    // The group that ends the first time is made after them.
    const order = readBlueprint(platform()).entries.map(({ identifiers }) => Object.values(identifiers ?? {})[0]);
    expect(order.indexOf('admins')).toBeGreaterThan(order.lastIndexOf('akadmin'));
  });

  test('is another text when the secrets are others, since Authentik applies only those', () => {
    expect(readBlueprint(platform('a1')).metadata.labels).toEqual({ 'scalr/revision': 'a1' });
    expect(readBlueprint(platform()).metadata.labels).toBeUndefined();
  });
});
