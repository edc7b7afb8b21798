import type { OidcClient } from '@scalr/plan';

/** An app as the plan has it with Authentik. */
export function client(slug: string, more: Partial<OidcClient> = {}): OidcClient {
  const url = `https://${slug}.example.com`;
  return {
    clientId: slug,
    slug,
    name: `The ${slug} app`,
    audience: slug,
    redirectUris: [`${url}/auth/callback`],
    postLogoutRedirectUris: [`${url}/`],
    backchannelLogoutUri: `${url}/api/auth/backchannel-logout`,
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    requiredGroups: [],
    visibleGroups: [],
    service: null,
    ...more,
  };
}
