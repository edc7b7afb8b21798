import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { errors as oidc } from 'oidc-provider';
import type { Clients } from '../clients.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { LIFETIME } from '../lifetimes.ts';
import type { People } from '../people/people.ts';
import type { Records } from '../records.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { IdentitySettings } from '../settings.ts';
import { missingGroups, toAccount, userOf, visibleGroups } from './account.ts';
import { createBackchannelFetch } from './backchannel.ts';
import { exchangedClaims, requireCallee } from './exchange.ts';
import { createPolicy } from './policy.ts';
import { resourceServerFor } from './resource-server.ts';

/** What the provider asks the rest of the service to draw. */
export interface ProviderPages {
  error(ctx: KoaContextWithOIDC, code: string): void;
  logout(ctx: KoaContextWithOIDC): Promise<void>;
  signedOut(ctx: KoaContextWithOIDC): void;
  /** Nobody was signed in: on to where a sign-out would have led. */
  alreadySignedOut(ctx: KoaContextWithOIDC): void;
  /** The database can't be reached: 503, whatever the answer was going to be. */
  away(ctx: KoaContextWithOIDC): void;
}

export interface ProviderParts {
  readonly settings: IdentitySettings;
  readonly records: Records;
  readonly people: People;
  readonly clients: Clients;
  readonly keyRing: KeyRing;
  readonly sessions: Sessions;
  readonly pages: ProviderPages;
}

/** Public paths of the provider; ours stand in `front.ts`. */
export const ROUTES = {
  authorization: '/authorize',
  token: '/token',
  userinfo: '/userinfo',
  jwks: '/jwks',
  revocation: '/revoke',
  end_session: '/logout',
} as const;

function sessionLifetime(loginTs: number | undefined): number {
  if (loginTs === undefined) return LIFETIME.sessionAnonymous;
  const left = loginTs + LIFETIME.sessionAbsolute - Math.floor(Date.now() / 1000);
  return Math.max(1, Math.min(LIFETIME.sessionIdle, left));
}

export function createConfiguration(parts: ProviderParts): Configuration {
  const { settings, records, people, clients, keyRing, pages } = parts;
  const secure = settings.issuer.startsWith('https:');
  const cookie = { signed: true, httpOnly: true, sameSite: 'lax', overwrite: true, secure } as const;

  return {
    adapter: (kind: string) => (kind === 'Client' ? clients.adapter : records.adapter(kind)),
    jwks: { keys: [...keyRing.keys] },
    routes: ROUTES,
    responseTypes: ['code'],
    scopes: ['openid', 'profile', 'email'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'groups'],
      email: ['email'],
      sid: null,
      auth_time: null,
      iss: null,
    },
    conformIdTokenClaims: false,
    subjectTypes: ['public'],
    clientAuthMethods: ['none', 'client_secret_basic'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    clientDefaults: {
      id_token_signed_response_alg: 'RS256',
      token_endpoint_auth_method: 'none',
      require_auth_time: true,
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    // Given to every app that may refresh, without offline_access: it lives no longer than the session.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => true,
    acceptQueryParamAccessTokens: false,
    allowOmittingSingleRegisteredRedirectUri: false,
    clockTolerance: 0,
    enableHttpPostMethods: false,

    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      userinfo: { enabled: true },
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
      backchannelLogout: { enabled: true },
      claimsParameter: { enabled: false },
      clientCredentials: { enabled: true },
      // Key files whose private half can be taken away once they only verify.
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
      resourceIndicators: {
        enabled: true,
        defaultResource: async (ctx) => defaultAudience(ctx),
        useGrantedResource: async () => true,
        getResourceServerInfo: async (ctx, resource) => {
          const calling = clients.findService(ctx.oidc.client?.clientId ?? '');
          if (calling !== undefined) {
            requireCallee(clients, calling, resource);
            return resourceServerFor(resource, '');
          }
          if (resource !== defaultAudience(ctx)) throw new oidc.InvalidTarget();
          return resourceServerFor(resource, clients.find(ctx.oidc.client?.clientId ?? '')?.scopes.join(' ') ?? '');
        },
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx) => pages.logout(ctx),
        postLogoutSuccessSource: async (ctx) => pages.signedOut(ctx),
      },
    },

    ttl: {
      AuthorizationCode: LIFETIME.code,
      AccessToken: LIFETIME.accessToken,
      ClientCredentials: LIFETIME.accessToken,
      IdToken: LIFETIME.idToken,
      Grant: LIFETIME.sessionAbsolute,
      Interaction: LIFETIME.interaction,
      RefreshToken: (ctx) => {
        const rotated = ctx.oidc.entities.RotatedRefreshToken;
        return rotated === undefined ? LIFETIME.refreshToken : Math.max(1, rotated.remainingTTL);
      },
      Session: (_ctx, session) => sessionLifetime(session.loginTs),
    },

    cookies: {
      keys: [...settings.cookieKeys],
      names: secure
        ? {
            session: '__Host-scalr-session',
            interaction: '__Secure-scalr-interaction',
            resume: '__Secure-scalr-resume',
          }
        : { session: 'scalr-session', interaction: 'scalr-interaction', resume: 'scalr-resume' },
      long: cookie,
      short: cookie,
    },

    interactions: {
      policy: createPolicy(clients),
      url: (_ctx, interaction) =>
        interaction.prompt.name === 'access' ? `/no-access/${interaction.uid}` : `/sign-in/${interaction.uid}`,
    },

    findAccount: async (ctx, id) => {
      const user = await people.find(id);
      const client = clients.find(ctx.oidc.client?.clientId ?? '');
      if (user === undefined || user.disabled || client === undefined) return undefined;
      // At the token endpoint there is nobody to show a page to: no group, no token.
      if (ctx.oidc.route === 'token' && missingGroups(user, client).length > 0) return undefined;
      return toAccount(user, client);
    },

    extraTokenClaims: async (ctx, token) => {
      const exchanged = ctx && exchangedClaims(ctx);
      if (exchanged !== undefined) return exchanged;
      const client = clients.find(token.clientId ?? '');
      const { accountId, sid } = token as { accountId?: string; sid?: string };
      const user = userOf(ctx?.oidc.account) ?? (accountId === undefined ? undefined : await people.find(accountId));
      if (client === undefined || user === undefined) return undefined;
      return {
        sid,
        groups: visibleGroups(user, client),
        name: user.name,
        preferred_username: user.username,
        email: user.email,
      };
    },

    // One grant a session and app, with everything the app's manifest asks for: nobody is asked for consent.
    loadExistingGrant: async (ctx) => {
      const { client, session, provider, account } = ctx.oidc;
      const known = client && clients.find(client.clientId);
      if (known === undefined || session === undefined || account === undefined) return undefined;
      const grantId = session.grantIdFor(known.clientId);
      const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
      if (existing !== undefined && existing.accountId === account.accountId) return existing;
      const grant = new provider.Grant({ accountId: account.accountId, clientId: known.clientId });
      grant.addOIDCScope(known.scopes.join(' '));
      grant.addResourceScope(known.audience, known.scopes.join(' '));
      await grant.save();
      return grant;
    },

    clientBasedCORS: (_ctx, origin, client) => clients.allowsOrigin(client.clientId, origin),
    fetch: createBackchannelFetch(settings),
    renderError: async (ctx, out) => pages.error(ctx, out.error),
  };

  function defaultAudience(ctx: KoaContextWithOIDC): string {
    const client = clients.find(ctx.oidc.client?.clientId ?? '');
    if (client === undefined) throw new oidc.InvalidTarget();
    return client.audience;
  }
}
