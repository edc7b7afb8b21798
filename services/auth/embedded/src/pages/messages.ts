import { html } from './html.ts';
import type { Page, PageContext } from './layout.ts';

const toPortal = (context: PageContext, label = `Open ${context.platformName}`) =>
  html`<a class="button full" href="${context.portalUrl}">${label}</a>`;

export function noAccessPage(
  context: PageContext,
  about: {
    readonly action: string;
    readonly appName: string;
    readonly personName: string;
    readonly groups: readonly string[];
  },
): Page {
  const groups = about.groups.map((group, index) => html`${index > 0 && ', '}<code>${group}</code>`);
  return {
    title: 'No access',
    body: html`<section class="card">
<h1>No access to ${about.appName}</h1>
<p class="lead">You are signed in as <strong>${about.personName}</strong>, and this app is for people in ${
      about.groups.length === 1 ? 'the group' : 'the groups'
    } ${groups}. An administrator can add you.</p>
<div class="actions">
${toPortal(context, `Back to ${context.platformName}`)}
<form method="post" action="${about.action}"><button class="button quiet full" name="choice" value="switch">Sign in as somebody else</button></form>
<form method="post" action="${about.action}"><button class="button quiet full" name="choice" value="decline">Return to ${about.appName}</button></form>
</div>
</section>`,
  };
}

export function signedOutPage(context: PageContext): Page {
  return {
    title: 'Signed out',
    body: html`<section class="card">
<h1>You are signed out</h1>
<p class="lead">Your session has ended in every app.</p>
${toPortal(context, 'Sign in again')}
</section>`,
  };
}

export function logoutPage(
  context: PageContext,
  about: { readonly xsrf: string; readonly appName: string | null; readonly personName: string | null },
): Page {
  return {
    title: 'Sign out',
    body: html`<section class="card">
<h1>Sign out?</h1>
<p class="lead">${about.personName === null ? 'This' : html`You are signed in as <strong>${about.personName}</strong>. Signing out`} ends your session in every app of ${context.platformName}${about.appName !== null && html`, not only in ${about.appName}`}.</p>
<form method="post" action="/logout/confirm">
<input type="hidden" name="xsrf" value="${about.xsrf}">
<div class="actions">
<button class="button full" name="logout" value="yes">Sign out</button>
<a class="button quiet full" href="${context.portalUrl}">Stay signed in</a>
</div>
</form>
</section>`,
  };
}

/** `code` is shown so that it can be told to somebody who can help. */
export function messagePage(
  context: PageContext,
  about: { readonly title: string; readonly text: string; readonly code?: string | undefined },
): Page {
  return {
    title: about.title,
    body: html`<section class="card">
<h1>${about.title}</h1>
<p class="lead">${about.text}</p>
${about.code !== undefined && html`<p class="reason">Reason: <code>${about.code}</code></p>`}
${toPortal(context)}
</section>`,
  };
}
