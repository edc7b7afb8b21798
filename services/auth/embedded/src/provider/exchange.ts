import { randomUUID } from 'node:crypto';
import type { OidcClient } from '@scalr/plan';
import type { User } from '@scalr/ports';
import { type KoaContextWithOIDC, errors as oidc, type Provider } from 'oidc-provider';
import { type CallingApp, type Clients, TOKEN_EXCHANGE } from '../clients.ts';
import { LIFETIME } from '../lifetimes.ts';
import { missingGroups, visibleGroups } from './account.ts';
import type { ProviderParts } from './configuration.ts';
import { resourceServerFor } from './resource-server.ts';
import { type Actor, readSubjectToken, type SubjectToken } from './subject-token.ts';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const PARAMETERS = [
  ...['subject_token', 'subject_token_type', 'requested_token_type'],
  ...['audience', 'resource', 'scope', 'actor_token', 'actor_token_type'],
];

type Parts = Pick<ProviderParts, 'settings' | 'clients' | 'people' | 'keyRing' | 'sessions'>;
type Parameters = Readonly<Record<string, string | undefined>>;

/** Claims of the token that is being issued in a request, where it is one for a call on behalf of a person. */
const issuing = new WeakMap<KoaContextWithOIDC, Readonly<Record<string, unknown>>>();
export const exchangedClaims = (ctx: KoaContextWithOIDC) => issuing.get(ctx);

/** The app that is to be called. @throws InvalidTarget unless the caller's manifest lists it (RFC 8693 §2.2.2) */
export function requireCallee(clients: Clients, { service }: CallingApp, audience: string | undefined): OidcClient {
  const callee = audience === undefined ? undefined : clients.findAudience(audience);
  if (callee === undefined || !service.audiences.includes(callee.audience)) {
    throw new oidc.InvalidTarget('the manifest of the calling app does not list the app to be called');
  }
  return callee;
}

/** Requests that RFC 8693 §2.1 allows and that are of no use here are refused, not half obeyed. */
function checkParameters(params: Parameters): { subjectToken: string; audience: string } {
  const { subject_token: subjectToken, audience = params.resource } = params;
  if (!subjectToken) throw new oidc.InvalidRequest("missing required parameter 'subject_token'");
  if (params.subject_token_type !== ACCESS_TOKEN) throw new oidc.InvalidRequest('subject_token_type is not supported');
  if ((params.requested_token_type ?? ACCESS_TOKEN) !== ACCESS_TOKEN) {
    throw new oidc.InvalidRequest('requested_token_type is not supported');
  }
  if (params.actor_token !== undefined || params.actor_token_type !== undefined) {
    throw new oidc.InvalidRequest('actor_token is not supported: the client itself is the actor');
  }
  if (!audience) throw new oidc.InvalidRequest("missing required parameter 'audience'");
  if ((params.resource ?? audience) !== audience) throw new oidc.InvalidTarget('audience and resource differ');
  return { subjectToken, audience };
}

/**
 * Token exchange (RFC 8693): the backend of an app gives the access token it received, and gets one for the app it
 * calls, on behalf of the same person. All that an authorization asks for is asked again.
 */
async function exchange(ctx: KoaContextWithOIDC, provider: Provider, parts: Parts): Promise<void> {
  const { clients, people, sessions, keyRing, settings } = parts;
  const { client } = ctx.oidc;
  const calling = clients.findService(client?.clientId ?? '');
  if (client === undefined || calling === undefined) throw new oidc.UnauthorizedClient();
  const { subjectToken, audience } = checkParameters(ctx.oidc.params as Parameters);
  const callee = requireCallee(clients, calling, audience);

  const subject = await readSubjectToken(subjectToken, calling.app.audience, settings.issuer, keyRing);
  if (subject === undefined) throw new oidc.InvalidRequest('subject_token is not a valid access token of the caller');
  const user = await people.find(subject.accountId);
  const sid = await sessions.sidAt(subject.accountId, subject.sid, callee.clientId);
  if (user === undefined || user.disabled || sid === undefined) {
    throw new oidc.InvalidRequest('the session of subject_token has ended');
  }
  if ([calling.app, callee].some((app) => missingGroups(user, app).length > 0)) {
    throw new oidc.AccessDenied('the person may not open the app to be called');
  }

  const lifetime = Math.min(LIFETIME.accessToken, subject.expiresAt - Math.floor(Date.now() / 1000));
  const scope = callee.scopes.join(' ');
  const token = new provider.AccessToken({
    ...{ accountId: user.id, client, gty: TOKEN_EXCHANGE, expiresIn: lifetime, grantId: randomUUID() },
  });
  token.resourceServer = new provider.ResourceServer(audience, resourceServerFor(audience, scope, lifetime));
  token.scope = scope;
  issuing.set(ctx, claimsFor(user, callee, sid, actorOf(client.clientId, subject)));
  ctx.oidc.entity('AccessToken', token);
  ctx.body = {
    access_token: await token.save(),
    issued_token_type: ACCESS_TOKEN,
    token_type: 'Bearer',
    expires_in: lifetime,
    scope,
  };
}

const actorOf = (sub: string, { actor }: SubjectToken): Actor => (actor === undefined ? { sub } : { sub, act: actor });

const claimsFor = (user: User, callee: OidcClient, sid: string, act: Actor) => ({
  sid,
  act,
  groups: visibleGroups(user, callee),
  name: user.name,
  preferred_username: user.username,
  email: user.email,
});

export function registerExchange(provider: Provider, parts: Parts): void {
  provider.registerGrantType(TOKEN_EXCHANGE, (ctx) => exchange(ctx, provider, parts), PARAMETERS);
}
