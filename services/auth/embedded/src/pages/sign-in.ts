import { html } from './html.ts';
import type { Page } from './layout.ts';

export interface SignInForm {
  readonly action: string;
  readonly appName: string;
  readonly username: string;
  readonly problem: { readonly text: string; readonly field: 'username' | 'password' | null } | null;
}

export function signInPage(form: SignInForm): Page {
  const { problem } = form;
  const invalid = (field: 'username' | 'password') =>
    problem?.field === field && html` aria-invalid="true" aria-describedby="problem"`;
  // The cursor goes where the next character is expected.
  const focus = (field: 'username' | 'password') =>
    (form.username === '') === (field === 'username') && html` autofocus`;
  return {
    title: problem === null ? 'Sign in' : 'Error: Sign in',
    body: html`<section class="card">
<h1>Sign in</h1>
<p class="lead">to continue to <strong>${form.appName}</strong></p>
${
  problem !== null &&
  html`<div class="notice" role="alert" id="problem"><h2>${
    problem.field === null ? problem.text : html`<a href="#${problem.field}">${problem.text}</a>`
  }</h2></div>`
}
<form class="sign-in" method="post" action="${form.action}">
<div class="field">
<label for="username">Username</label>
<input id="username" name="username" value="${form.username}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="80" required${invalid('username')}${focus('username')}>
</div>
<div class="field">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${invalid('password')}${focus('password')}>
</div>
<button class="button full" type="submit">Sign in</button>
</form>
</section>`,
  };
}
