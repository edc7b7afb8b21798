import { type SignInForm, signInPage } from '../pages/sign-in.ts';
import { PASSWORD_MAX } from '../people/password-rules.ts';
import type { Credentials } from '../people/people.ts';
import type { Exchange, Service } from './context.ts';
import { finish, type OpenInteraction, openInteraction } from './interaction.ts';
import { redirect, sendPage } from './reply.ts';
import { readForm, requireSameOrigin } from './request.ts';

const WRONG = 'The username or the password is not right.';

function show(
  service: Service,
  exchange: Exchange,
  open: OpenInteraction,
  username: string,
  problem: SignInForm['problem'] = null,
  status = 200,
): void {
  const form = { action: exchange.url.pathname, appName: open.client.name, username, problem };
  sendPage(exchange.response, service.page, signInPage(form), { status, formTargets: open.formTargets });
}

/** `GET /sign-in/:uid` */
export async function showSignIn(service: Service, exchange: Exchange): Promise<void> {
  const open = await openInteraction(service, exchange, 'login');
  if (open === null) return;
  const promised = service.signInLinks.redeem(exchange.request);
  if (promised !== undefined) return redirect(exchange.response, await complete(service, open, promised, []));
  const hint = open.interaction.params.login_hint;
  show(service, exchange, open, typeof hint === 'string' ? hint.slice(0, 80) : '');
}

/** `POST /sign-in/:uid` */
export async function signIn(service: Service, exchange: Exchange): Promise<void> {
  const { request, response, address } = exchange;
  requireSameOrigin(request, service.settings.issuer);
  const form = await readForm(request);
  const open = await openInteraction(service, exchange, 'login');
  if (open === null) return;

  const typed = (form.get('username') ?? '').trim();
  const username = typed.toLowerCase().slice(0, 80);
  const password = form.get('password') ?? '';
  const clientId = open.client.clientId;
  if (username === '' || password === '') {
    const field = username === '' ? 'username' : 'password';
    return show(service, exchange, open, typed, { text: `Please enter your ${field}.`, field }, 400);
  }
  if (password.length > PASSWORD_MAX) {
    const text = `A password has at most ${PASSWORD_MAX} characters.`;
    return show(service, exchange, open, typed, { text, field: 'password' }, 400);
  }

  let found: Credentials | undefined;
  let matches = false;
  const judged = await service.attempts.judge(username, address, async () => {
    found = await service.people.credentials(username);
    matches = await service.hasher.verify(found?.passwordHash ?? null, password);
    return matches && found?.user.disabled === false;
  });
  if (typeof judged === 'number') {
    await service.audit.note('login_throttled', { username, clientId, address });
    response.setHeader('retry-after', judged);
    const text = `Too many attempts. Please wait ${judged === 1 ? 'a second' : `${judged} seconds`} and try again.`;
    return show(service, exchange, open, typed, { text, field: null }, 429);
  }
  if (!judged || found === undefined) {
    const detail = found === undefined ? 'unknown username' : matches ? 'disabled' : 'wrong password';
    await service.audit.note('login_failed', { username, clientId, address, detail });
    return show(service, exchange, open, typed, { text: WRONG, field: 'password' }, 400);
  }

  const { user, passwordHash } = found;
  const noted = service.audit.note('login_succeeded', { username, clientId, address });
  const next = await complete(service, open, user.id, ['pwd']);
  await noted;
  redirect(response, next);

  if (service.hasher.isOutdated(passwordHash)) {
    const stronger = service.hasher.hash(password);
    stronger
      .then((hash) => service.people.strengthen(user.id, passwordHash, hash))
      .catch((error: Error) => service.log.warn('password_not_strengthened', { reason: error.message }));
  }
}

async function complete(
  service: Service,
  { interaction }: OpenInteraction,
  accountId: string,
  amr: string[],
): Promise<string> {
  const before = interaction.session;
  if (before !== undefined && before.accountId !== accountId) {
    // Somebody else takes over this browser: what the person before had open ends here, in every app.
    if (before.uid !== undefined) await service.sessions.end(before.uid);
    delete interaction.session;
  }
  return finish(interaction, { login: { accountId, amr, remember: true } });
}
