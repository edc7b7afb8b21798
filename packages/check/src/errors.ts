import { catalogue } from '@scalr/errors';

export const errors = catalogue({
  platformDown: {
    code: 'CHECK_PLATFORM_DOWN',
    title: 'Nothing runs that could be checked',
    kind: 'environment',
    message: () => 'the platform is not up, and an app is judged by what it does',
    fix: () => './scalr up, then check again; do not edit code',
  },
  production: {
    code: 'CHECK_NOT_IN_PRODUCTION',
    title: 'Apps are checked where they are built',
    kind: 'user',
    message: () => 'the check writes records and acts as people made for tests, which there are none of with up --prod',
    fix: () => './scalr up --edit',
  },
  toolFailed: {
    code: 'CHECK_TOOL_FAILED',
    title: 'A tool of the check did not work',
    kind: 'environment',
    message: (d: { tool: string; detail: string }) => `${d.tool} ended without a word about the app: ${d.detail}`,
    fix: () => 'npm ci --ignore-scripts, then check again',
  },
  noBackend: {
    code: 'CHECK_WITHOUT_BACKEND',
    title: 'The app has no backend',
    kind: 'user',
    message: (d: { slug: string }) => `${d.slug} has no backend, so it has no API to look at`,
    fix: () => 'nothing: an app without a backend is checked by its pages alone',
  },
  noDatabase: {
    code: 'CHECK_WITHOUT_DATABASE',
    title: 'The app has no database to look into',
    kind: 'user',
    message: (d: { slug: string }) => `${d.slug} has no database, so nothing can be asked of it`,
    fix: () => 'give it one: database: {} in its app.manifest.yml',
  },
  nothingToClick: {
    code: 'LOOK_NOTHING_TO_CLICK',
    title: 'Nothing on the page can be pressed under this name',
    kind: 'user',
    message: (d: { name: string; known: string }) => `nothing that can be pressed is called "${d.name}": ${d.known}`,
    fix: () => 'name a control as ./scalr look <app> <page> lists it; give --click once for each press, in order',
  },
  networkChanged: {
    code: 'LOOK_NETWORK_CHANGED',
    title: 'The network of the machine changed while a page was opened',
    kind: 'environment',
    message: (d: { detail: string }) =>
      `the browser gave requests up again and again, which says nothing about the app: ${d.detail}`,
    fix: () => 'look again once no container or network interface comes or goes; do not edit code',
  },
  lookFailed: {
    code: 'LOOK_FAILED',
    title: 'The page could not be looked at',
    kind: 'environment',
    message: (d: { detail: string }) => `the browser came to no page, which says nothing about the app: ${d.detail}`,
    fix: () => './scalr ps tells whether the app is up, ./scalr doctor whether the machine is well',
  },
});
