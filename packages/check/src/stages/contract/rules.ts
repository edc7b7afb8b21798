import { ruleBook } from '../../rule.ts';

/** The app boots and keeps what every app promises over HTTP. */
export const { rules, find } = ruleBook('contract', {
  doesNotBoot: {
    code: 'BACKEND_DOES_NOT_START',
    title: 'The backend does not start',
    why: 'nothing of the app works until it does; its log says what stopped it',
    fix: 'mend what the log names; ./scalr logs <app> shows all of it',
    dont: 'start it by hand: the platform gives it its settings',
    page: 'The platform starts a backend at its first request: settings are read, migrations run, routes and models are found, then it listens. Whatever fails there is in the log, with file and line.',
  },
  unhealthy: {
    code: 'HEALTH_NOT_OK',
    title: 'The health path does not answer 200',
    why: 'the platform sends nobody to an app that says it is ill',
    fix: 'read what the answer and the log say, usually a migration or the database',
    page: '`GET /api/health` comes with the app server and tells whether database and migrations are right. An app does not write its own.',
  },
  siteFails: {
    code: 'SITE_DOES_NOT_ANSWER',
    title: 'A site does not serve its pages',
    why: 'nobody can read what is not built, and a page that does not exist must say so',
    fix: 'mend the file that the answer names',
    page: 'An app with `frontend/astro.config.ts` is a site: its pages are built, `/` is one of them, and what does not exist is 404 with the page of `404.html`.',
  },
  openWithoutToken: {
    code: 'API_OPEN_TO_ANYBODY',
    title: 'The API answers without a sign-in',
    why: 'whoever has no token must be refused before anything else is said',
    fix: 'give the route an access rule other than public, or set auth.required: false for an app that is public as a whole',
    page: 'Every answer below `/api` to somebody without a token is 401, also for paths that do not exist; only routes declared `public` and the health path are open.',
  },
  meFails: {
    code: 'ME_DOES_NOT_ANSWER',
    title: 'A signed-in person is not known',
    why: 'every page begins by asking who is signed in',
    fix: 'mend what the log names; GET /api/me comes with the app server',
    page: '`GET /api/me` tells id, name and groups of the person. It needs no code in the app.',
  },
  documentDiffers: {
    code: 'API_DOCUMENT_DIFFERS',
    title: 'The running app says another API than its sources',
    why: 'the client that pages use is made from the sources',
    fix: './scalr restart <app>, then ./scalr types <app>',
    page: 'Happens when a route is declared only under some condition. Declare every route always, and answer 404 or 409 where it does not apply.',
  },
});
