import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { errors } from '../errors.ts';
import { messagePage } from '../pages/messages.ts';
import { Recent } from '../recent.ts';
import type { Exchange, Service } from './context.ts';
import { redirect, sendPage } from './reply.ts';

const LINK_SECONDS = 60;
/** From following the link to the app's own request for a sign-in. */
const TICKET_SECONDS = 60;
const COOKIE = 'scalr-sign-in-as';

interface Promised {
  readonly accountId: string;
  readonly returnTo: string;
}

/** Sign-ins without a password, outside production: each link works once, for one browser. Forgotten with the process. */
export class SignInLinks {
  readonly #links = new Recent<Promised>(1_000, LINK_SECONDS * 1_000);
  readonly #tickets = new Recent<string>(1_000, TICKET_SECONDS * 1_000);

  link(promised: Promised): string {
    return put(this.#links, promised);
  }

  follow(code: string): (Promised & { readonly ticket: string }) | undefined {
    const promised = take(this.#links, code);
    return promised && { ...promised, ticket: put(this.#tickets, promised.accountId) };
  }

  /** Who the browser of this request is to be signed in as; asked once. */
  redeem({ headers }: IncomingMessage): string | undefined {
    const cookie = (headers.cookie ?? '').split(/;\s*/).find((pair) => pair.startsWith(`${COOKIE}=`));
    return cookie && take(this.#tickets, cookie.slice(COOKIE.length + 1));
  }
}

/**
 * @returns an address that signs a browser in as somebody and leads on
 * @throws ScalrError AUTH_TEST_TOKENS_OFF, AUTH_USER_UNKNOWN, AUTH_REQUEST_INVALID where `returnTo` is no app's
 */
export async function makeSignInLink(service: Service, username: string, returnTo: string): Promise<{ url: string }> {
  if (!service.settings.allowTestTokens) throw errors.error('testTokensOff', {});
  const found = await service.people.credentials(username);
  if (found === undefined || found.user.disabled) throw errors.error('userUnknown', { username });
  if (!service.clients.isAppOrigin(URL.parse(returnTo)?.origin ?? '')) {
    throw errors.error('requestInvalid', { what: 'returnTo', expected: 'an address of an app that people sign in to' });
  }
  await service.audit.note('sign_in_link_made', { username });
  return {
    url: `${service.settings.issuer}/sign-in-as/${service.signInLinks.link({ accountId: found.user.id, returnTo })}`,
  };
}

/** `GET /sign-in-as/:code` */
export function followSignInLink(service: Service, { response, url }: Exchange): void {
  const followed = service.signInLinks.follow(url.pathname.split('/')[2] ?? '');
  if (followed === undefined) {
    const text = 'This sign-in link was already used or is too old. Make a new one.';
    const page = messagePage(service.page, { title: 'This page has expired', text });
    sendPage(response, service.page, page, { status: 400 });
    return;
  }
  const secure = service.settings.issuer.startsWith('https:') ? '; Secure' : '';
  const session = service.provider().cookieName('session');
  const ending = `Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure}`;
  response.setHeader('set-cookie', [
    `${COOKIE}=${followed.ticket}; Path=/sign-in/; HttpOnly; SameSite=Lax; Max-Age=${TICKET_SECONDS}${secure}`,
    // Whoever is signed in here now would not be asked again.
    `${session}=; ${ending}`,
    `${session}.sig=; ${ending}`,
  ]);
  redirect(response, followed.returnTo);
}

const digest = (secret: string) => createHash('sha256').update(secret).digest('base64url');

function put<V>(into: Recent<V>, value: V): string {
  const secret = randomBytes(24).toString('base64url');
  into.set(digest(secret), value);
  return secret;
}

function take<V>(from: Recent<V>, secret: string): V | undefined {
  const key = digest(secret);
  const value = from.get(key);
  from.delete(key);
  return value;
}
