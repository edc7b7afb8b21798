import { timingSafeEqual } from 'node:crypto';
import { type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Audit } from '../audit.ts';
import { DatabaseAway } from '../database/database.ts';
import type { Log } from '../log.ts';
import { digest } from '../records.ts';
import { userOf } from './account.ts';
import { createConfiguration, type ProviderParts } from './configuration.ts';
import { registerExchange } from './exchange.ts';

const REUSED = 'refresh token already used';

/** What is stored is the hash of the secret, so hashes are compared: in constant time, whatever was sent. */
function compareClientSecret(this: { readonly clientSecret?: string }, actual: string): boolean {
  const [stored, sent] = [Buffer.from(this.clientSecret ?? ''), Buffer.from(digest(actual))];
  return stored.length === sent.length && timingSafeEqual(stored, sent);
}

/** A provider over the keys as they are now. Its state is all in Postgres: another one may take over at any request. */
export function createProvider(parts: ProviderParts, audit: Audit, log: Log): Provider {
  const provider = new Provider(parts.settings.issuer, createConfiguration(parts));
  provider.proxy = true;
  // Every token carries `sid`, also for apps without a back-channel: their backends may want to tell sessions apart.
  Object.assign(provider.Client.prototype, { includeSid: () => true, compareClientSecret });
  registerExchange(provider, parts);

  provider.use(async (ctx, next) => {
    // Only `query` is allowed, so an error must not be sent by another mode either: an unknown one is answered by query.
    if (ctx.query.response_mode !== undefined && ctx.query.response_mode !== 'query') {
      ctx.query = { ...ctx.query, response_mode: 'refused' };
    }
    try {
      await next();
    } catch (error) {
      if (!(error instanceof DatabaseAway)) throw error;
      ctx.state.away = true;
    }
    if (ctx.state.away) parts.pages.away(ctx as KoaContextWithOIDC);
    // The library would send a form that submits itself, which our policy does not let run.
    else if (ctx.oidc?.route === 'end_session' && ctx.status === 200 && ctx.oidc.session?.accountId === undefined) {
      parts.pages.alreadySignedOut(ctx as KoaContextWithOIDC);
    }
    if (ctx.oidc?.route === 'discovery' && ctx.status === 200) {
      // The library lists what it could do; clients may use `query` only.
      (ctx.body as Record<string, unknown>).response_modes_supported = ['query'];
      ctx.set('cache-control', 'public, max-age=300');
    }
  });

  provider.on('server_error', (ctx, error) => {
    if (error instanceof DatabaseAway) ctx.state.away = true;
    else log.error('request_failed', { path: ctx.path, reason: error.stack ?? error.message });
  });
  provider.on('authorization.error', (ctx, error) => {
    if (error.error === 'access_denied') {
      const { client, account } = ctx.oidc;
      void audit.note('access_refused', {
        username: userOf(account)?.username,
        clientId: client?.clientId,
        address: ctx.ip,
      });
    }
  });
  provider.on('grant.error', (ctx, error) => {
    const calling = parts.clients.findService(ctx.oidc.client?.clientId ?? '');
    if (calling !== undefined) {
      const { audience, resource } = ctx.oidc.params ?? {};
      void audit.note('call_refused', {
        clientId: calling.service.clientId,
        address: ctx.ip,
        detail: `${error.error} ${String(audience ?? resource ?? '')}`.trim(),
      });
    }
    if (error.error_detail !== REUSED && error.error_description !== 'already used') return;
    const { client, account } = ctx.oidc;
    void audit.note('refresh_token_reused', {
      username: userOf(account)?.username,
      clientId: client?.clientId,
      address: ctx.ip,
      detail: error.error_detail,
    });
  });
  provider.on('end_session.success', (ctx) => {
    void audit.note('logout', { username: userOf(ctx.oidc.account)?.username, address: ctx.ip });
  });
  provider.on('backchannel.error', (_ctx, error, client) => {
    log.warn('backchannel_logout_failed', { clientId: client.clientId, reason: error.message });
  });
  return provider;
}
