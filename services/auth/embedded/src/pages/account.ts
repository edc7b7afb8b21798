import type { User } from '@scalr/ports';
import { html } from './html.ts';
import type { Page, PageContext } from './layout.ts';

export interface AccountView {
  readonly user: User;
  readonly csrf: string;
  readonly sessions: readonly {
    readonly uid: string;
    readonly here: boolean;
    readonly device: string;
    readonly address: string | null;
    readonly signedInAt: Date;
  }[];
  readonly done: string | null;
  readonly problem: { readonly field: 'current' | 'next' | 'again'; readonly text: string } | null;
}

const when = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** `Firefox on Linux`, from a User-Agent header; enough to recognise one's own devices by. */
export function describeDevice(userAgent: string | null): string {
  const agent = userAgent ?? '';
  const browser = [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([sign]) => agent.includes(sign as string))?.[1];
  const system = [
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Android', 'Android'],
    ['Mac OS X', 'Mac'],
    ['Windows', 'Windows'],
    ['Linux', 'Linux'],
  ].find(([sign]) => agent.includes(sign as string))?.[1];
  if (browser === undefined) return 'Unknown device';
  return system === undefined ? browser : `${browser} on ${system}`;
}

function passwordField(view: AccountView, id: 'current' | 'next' | 'again', label: string, hint?: string) {
  const wrong = view.problem?.field === id;
  const described = [hint && `${id}-hint`, wrong && `${id}-problem`].filter(Boolean).join(' ');
  return html`<div class="field">
<label for="${id}">${label}</label>
<input id="${id}" name="${id}" type="password" autocomplete="${id === 'current' ? 'current-password' : 'new-password'}" required${
    described !== '' && html` aria-describedby="${described}"`
  }${wrong && html` aria-invalid="true" autofocus`}>
${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}
${wrong && html`<p class="problem" id="${id}-problem">${view.problem?.text}</p>`}
</div>`;
}

export function accountPage(context: PageContext, view: AccountView): Page {
  const { user, problem } = view;
  const others = view.sessions.filter((session) => !session.here).length;
  const csrf = html`<input type="hidden" name="csrf" value="${view.csrf}">`;
  return {
    title: problem === null ? 'Your account' : 'Error: Your account',
    wide: true,
    body: html`${view.done !== null && html`<div class="notice good" role="status"><h2>${view.done}</h2></div>`}
${
  problem !== null &&
  html`<div class="notice" role="alert"><h2>The password was not changed</h2><ul><li><a href="#${problem.field}">${problem.text}</a></li></ul></div>`
}
<section class="card">
<div class="person"><span class="face" aria-hidden="true">${[...user.name][0]?.toUpperCase()}</span><div><h1>${user.name}</h1><p>${user.username} · ${user.email}</p></div></div>
${user.groups.length > 0 && html`<ul class="chips" aria-label="Groups">${user.groups.map((group) => html`<li>${group}</li>`)}</ul>`}
<div class="actions start"><a class="button quiet" href="${context.portalUrl}">Open ${context.platformName}</a></div>
</section>
<section class="card" aria-labelledby="sessions">
<h2 id="sessions">Where you are signed in</h2>
<p class="hint">Ending a session signs that browser out of every app.</p>
<ul class="sessions">${view.sessions.map(
      (session) =>
        html`<li><div><strong>${session.device}</strong><span>Since ${when.format(session.signedInAt)} UTC${
          session.address !== null && html` · ${session.address}`
        }</span></div>${
          session.here
            ? html`<span class="here">This browser</span>`
            : html`<form method="post" action="/account/sessions">${csrf}<button class="button quiet small" name="session" value="${session.uid}">End<span class="hidden"> the session of ${session.device}</span></button></form>`
        }</li>`,
    )}</ul>
${others > 1 && html`<form class="actions" method="post" action="/account/sessions">${csrf}<button class="button quiet full" name="session" value="others">End all other sessions</button></form>`}
</section>
<section class="card" aria-labelledby="password">
<h2 id="password">Change your password</h2>
<p class="lead">Every other browser is signed out.</p>
<form method="post" action="/account/password">
${csrf}
<input class="hidden" type="text" name="username" value="${user.username}" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
${passwordField(view, 'current', 'Current password')}
${passwordField(view, 'next', 'New password', 'At least 12 characters. Four random words are easy to remember and hard to guess.')}
${passwordField(view, 'again', 'New password again')}
<button class="button" type="submit">Change password</button>
</form>
</section>`,
  };
}
