import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isScalrError } from '@scalr/errors';
import type { User } from '@scalr/ports';
import { ACCOUNT_CLIENT } from '../clients.ts';
import { type AccountView, accountPage, describeDevice } from '../pages/account.ts';
import { messagePage } from '../pages/messages.ts';
import { PASSWORD_MAX } from '../people/password-rules.ts';
import type { Exchange, Service } from './context.ts';
import { redirect, sendPage } from './reply.ts';
import { BadRequest, readForm, requireSameOrigin } from './request.ts';

interface Visitor {
  readonly user: User;
  readonly sessionUid: string;
}

async function visitorOf(service: Service, { request, response }: Exchange): Promise<Visitor | null> {
  const provider = service.provider();
  const session = await provider.Session.get(provider.createContext(request, response));
  if (session.accountId === undefined) return null;
  const user = await service.people.find(session.accountId);
  return user === undefined || user.disabled ? null : { user, sessionUid: session.uid };
}

const csrfOf = (key: string, sessionUid: string) => createHmac('sha256', key).update(`account:${sessionUid}`).digest();

function verifyCsrf(service: Service, sessionUid: string, given: string): void {
  const token = Buffer.from(given, 'base64url');
  const valid = service.settings.cookieKeys.some((key) => {
    const expected = csrfOf(key, sessionUid);
    return expected.length === token.length && timingSafeEqual(expected, token);
  });
  if (!valid) throw new BadRequest(403, 'This form was not sent from a page of this site.');
}

/** The page needs a session like any app does; the code that comes back with it is not used. */
function signInFirst(service: Service, { response }: Exchange): void {
  const query = new URLSearchParams({
    client_id: ACCOUNT_CLIENT,
    redirect_uri: `${service.settings.issuer}/account`,
    response_type: 'code',
    scope: 'openid',
    code_challenge: hash('sha256', randomBytes(32), 'base64url'),
    code_challenge_method: 'S256',
  });
  redirect(response, `/authorize?${query}`);
}

async function show(
  service: Service,
  exchange: Exchange,
  visitor: Visitor,
  outcome: Pick<AccountView, 'done' | 'problem'>,
  status = 200,
): Promise<void> {
  const sessions = await service.sessions.list(visitor.user.id);
  const page = accountPage(service.page, {
    user: visitor.user,
    csrf: csrfOf(service.settings.cookieKeys[0] as string, visitor.sessionUid).toString('base64url'),
    sessions: sessions.map((session) => ({
      ...session,
      here: session.uid === visitor.sessionUid,
      device: describeDevice(session.device),
    })),
    ...outcome,
  });
  sendPage(exchange.response, service.page, page, { status });
}

const DONE: Readonly<Record<string, string>> = {
  password: 'Your password is changed. Every other browser was signed out.',
  session: 'The session has ended.',
};

/** `GET /account` */
export async function showAccount(service: Service, exchange: Exchange): Promise<void> {
  const { response, url } = exchange;
  const refused = url.searchParams.get('error');
  if (refused !== null) {
    const text = 'Please try again in a moment.';
    return sendPage(response, service.page, messagePage(service.page, { title: 'Not signed in', text, code: refused }));
  }
  const visitor = await visitorOf(service, exchange);
  if (visitor === null) return signInFirst(service, exchange);
  if (url.searchParams.has('code')) return redirect(response, '/account');
  const done = DONE[url.searchParams.get('done') ?? ''] ?? null;
  await show(service, exchange, visitor, { done, problem: null });
}

async function openForm(service: Service, exchange: Exchange) {
  requireSameOrigin(exchange.request, service.settings.issuer);
  const form = await readForm(exchange.request);
  const visitor = await visitorOf(service, exchange);
  if (visitor !== null) verifyCsrf(service, visitor.sessionUid, form.get('csrf') ?? '');
  return { form, visitor };
}

/** `POST /account/sessions`: ends one other session, or all of them. */
export async function endSessions(service: Service, exchange: Exchange): Promise<void> {
  const { form, visitor } = await openForm(service, exchange);
  if (visitor === null) return signInFirst(service, exchange);
  const wanted = form.get('session');
  const own = await service.sessions.list(visitor.user.id);
  const ending = own.filter(({ uid }) => uid !== visitor.sessionUid && (wanted === 'others' || wanted === uid));
  await Promise.all(ending.map(({ uid }) => service.sessions.end(uid)));
  const { username } = visitor.user;
  await service.audit.note('sessions_ended', { username, address: exchange.address, detail: String(ending.length) });
  redirect(exchange.response, '/account?done=session');
}

/** `POST /account/password` */
export async function changePassword(service: Service, exchange: Exchange): Promise<void> {
  const { form, visitor } = await openForm(service, exchange);
  if (visitor === null) return signInFirst(service, exchange);
  const { user, sessionUid } = visitor;
  const current = form.get('current') ?? '';
  const next = form.get('next') ?? '';
  const refuse = (field: 'current' | 'next' | 'again', text: string, status = 400) =>
    show(service, exchange, visitor, { done: null, problem: { field, text } }, status);

  if (current.length > PASSWORD_MAX) return refuse('current', 'The current password is not right.');
  if (next !== (form.get('again') ?? '')) return refuse('again', 'The two new passwords are not the same.');
  const judged = await service.attempts.judge(user.username, exchange.address, async () => {
    const credentials = await service.people.credentials(user.username);
    return service.hasher.verify(credentials?.passwordHash ?? null, current);
  });
  if (typeof judged === 'number') {
    exchange.response.setHeader('retry-after', judged);
    return refuse('current', `Too many attempts. Please wait ${judged} seconds.`, 429);
  }
  if (!judged) {
    await service.audit.note('login_failed', { username: user.username, address: exchange.address, detail: 'account' });
    return refuse('current', 'The current password is not right.');
  }
  try {
    await service.people.change(user.username, { password: next });
  } catch (error) {
    if (!isScalrError(error) || error.code !== 'AUTH_PASSWORD_REFUSED') throw error;
    return refuse('next', error.message);
  }
  await service.sessions.endAll(user.id, sessionUid);
  await service.sessions.revokeTokens(sessionUid);
  await service.audit.note('password_changed', { username: user.username, address: exchange.address });
  redirect(exchange.response, '/account?done=password');
}
