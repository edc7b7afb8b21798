import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Audit } from '../audit.ts';
import type { Clients } from '../clients.ts';
import { pagePolicy } from '../front/reply.ts';
import { type Page, type PageContext, renderPage } from '../pages/layout.ts';
import { logoutPage, messagePage } from '../pages/messages.ts';
import type { People } from '../people/people.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { ProviderPages } from './configuration.ts';

interface Parts {
  readonly page: PageContext;
  readonly people: People;
  readonly clients: Clients;
  readonly audit: Audit;
  readonly sessions: () => Sessions;
}

const EXPLANATIONS: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  invalid_client: {
    title: 'This app is not known here',
    text: 'The link names an app that is not registered with this platform, or no longer is.',
  },
  invalid_redirect_uri: {
    title: 'This address is not registered',
    text: 'The app wants you back at an address that does not belong to it, so nothing was sent there.',
  },
  invalid_request: {
    title: 'This link does not work',
    text: 'The request is incomplete or malformed. Open the app again from the start.',
  },
};

const OTHERWISE = { title: 'That did not work', text: 'Open the app again from the start.' };

/** The pages that the provider itself asks for. */
export function createProviderPages({ page, people, clients, audit, sessions }: Parts): ProviderPages {
  const send = (ctx: KoaContextWithOIDC, content: Page, formTargets: readonly string[] = []) => {
    ctx.type = 'html';
    ctx.set('content-security-policy', pagePolicy(formTargets));
    ctx.body = renderPage(page, content);
  };

  /** Where the browser goes after the session ended; the provider checked that the address is the client's own. */
  const leave = (ctx: KoaContextWithOIDC) => {
    const { post_logout_redirect_uri: target, state } = ctx.oidc.params ?? {};
    ctx.set('clear-site-data', '"cache", "storage"');
    ctx.status = 303;
    if (typeof target !== 'string') return ctx.redirect('/signed-out');
    const url = new URL(target);
    if (typeof state === 'string') url.searchParams.set('state', state);
    ctx.redirect(url.href);
  };

  return {
    error: (ctx, code) => {
      const known = code === 'server_error' ? OTHERWISE : (EXPLANATIONS[code] ?? OTHERWISE);
      send(ctx, messagePage(page, { ...known, code }));
    },

    away: (ctx) => {
      ctx.remove('location');
      ctx.remove('set-cookie');
      ctx.set('retry-after', '2');
      ctx.status = 503;
      const title = 'Please try again in a moment';
      const text = 'Signing in is not possible right now. It comes back by itself.';
      if (ctx.accepts('json', 'html') === 'html') return send(ctx, messagePage(page, { title, text }));
      ctx.body = { error: 'temporarily_unavailable', error_description: text };
    },

    alreadySignedOut: leave,
    signedOut: (ctx) => ctx.redirect('/signed-out'),

    // With an ID token of this very session as hint, the app speaks for the person: no question is asked.
    // Otherwise any page could sign people out with a link, so they are asked.
    logout: async (ctx) => {
      const { session, client, entities, provider } = ctx.oidc;
      if (session?.accountId === undefined) return;
      const user = await people.find(session.accountId);
      const hint = entities.IdTokenHint?.payload;
      const ofThisSession =
        hint !== undefined &&
        client !== undefined &&
        hint.sub === session.accountId &&
        hint.sid !== undefined &&
        hint.sid === session.sidFor(client.clientId);
      if (ofThisSession) {
        await sessions().end(session.uid);
        await session.destroy();
        ctx.cookies.set(provider.cookieName('session'), null, { signed: true, httpOnly: true, sameSite: 'lax' });
        await audit.note('logout', { username: user?.username, clientId: client.clientId, address: ctx.ip });
        return leave(ctx);
      }
      const target = ctx.oidc.params?.post_logout_redirect_uri;
      const content = logoutPage(page, {
        xsrf: String(session.state?.secret ?? ''),
        appName: client === undefined ? null : (clients.find(client.clientId)?.name ?? null),
        personName: user?.name ?? null,
      });
      send(ctx, content, typeof target === 'string' ? [new URL(target).origin] : []);
    },
  };
}
