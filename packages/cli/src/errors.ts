import { catalogue } from '@scalr/errors';

/** Errors of the command line itself. */
export const errors = catalogue({
  needsYes: {
    code: 'CLI_NEEDS_YES',
    title: 'Nobody is there to say yes',
    kind: 'usage',
    message: (d: { what: string }) => `${d.what}, and there is no terminal to ask at`,
    fix: () => 'say it with --yes',
  },
  notInProduction: {
    code: 'TOKEN_NOT_IN_PRODUCTION',
    title: 'No test tokens in production',
    kind: 'user',
    message: () => 'tokens of other people are only given out in edit mode, never with up --prod',
    fix: () => './scalr up --edit',
  },
  onlyInEdit: {
    code: 'NOT_IN_PRODUCTION',
    title: 'Only where apps are built',
    kind: 'user',
    message: (d: { command: string }) => `./scalr ${d.command} is for building apps and does nothing with up --prod`,
    fix: () => './scalr up --edit',
  },
  otherEngineUp: {
    code: 'ENGINE_OTHER_UP',
    title: 'Another engine is up',
    kind: 'user',
    message: (d: { up: string; wanted: string }) =>
      `this workspace runs on the engine ${d.up}; on ${d.wanted} its apps would begin with empty databases`,
    fix: (d) => `./scalr down, and when nothing of it is needed any more: ./scalr up --engine ${d.wanted}`,
  },
  noContainerEngine: {
    code: 'CONTAINERS_NO_ENGINE',
    title: 'No Docker engine to test with',
    kind: 'environment',
    message: (d: { reason: string }) => `no Docker engine answers, and none can be started here: ${d.reason}`,
    fix: () =>
      'start Docker, or as root on Debian: apt-get install -y --no-install-recommends runc iptables debootstrap',
  },
  platformDown: {
    code: 'PLATFORM_DOWN',
    title: 'Nothing runs',
    kind: 'environment',
    message: () => 'the platform is not up',
    fix: () => './scalr up',
  },
  nothingFound: {
    code: 'DOCS_NOTHING_FOUND',
    title: 'The documentation says nothing of it',
    kind: 'user',
    message: (d: { words: string }) => `nothing in docs/content fits "${d.words}"`,
    fix: () => 'try other words, or fewer',
  },
  unknownRule: {
    code: 'CHECK_CODE_UNKNOWN',
    title: 'No finding has this code',
    kind: 'usage',
    message: (d: { code: string; closest: string | undefined }) => `no finding of the check is called ${d.code}`,
    fix: (d) => (d.closest === undefined ? './scalr check' : `did you mean ${d.closest}?`),
  },
  repositoryAlone: {
    code: 'CHECK_REPO_ALONE',
    title: 'The repository is checked alone',
    kind: 'usage',
    message: (d: { besides: string }) =>
      `--repo looks at the repository and at no app, so ${d.besides} cannot be with it`,
    fix: () => './scalr check --repo, and the apps in a call of their own',
  },
  repositoryNotHere: {
    code: 'REPOSITORY_NOT_HERE',
    title: 'This is no checkout of the repository',
    kind: 'usage',
    message: (d: { folder: string }) => `${d.folder} has no infra/checks, so there is no repository to look at`,
    fix: () => 'call it in a checkout of the repository; an app is checked by ./scalr check <slug>',
  },
  headerMalformed: {
    code: 'HEADER_MALFORMED',
    title: 'A header is not name: value',
    kind: 'usage',
    message: (d: { header: string }) => `the header "${d.header}" is not "name: value"`,
    fix: () => './scalr request … --header "if-match: *"',
  },
  unknownDatabase: {
    code: 'APP_WITHOUT_DATABASE',
    title: 'No app with a database of that name',
    kind: 'user',
    message: (d: { slug: string; known: string }) => `there is no database of an app ${d.slug}; there are: ${d.known}`,
    fix: () => './scalr plan',
  },
  nobodySignsIn: {
    code: 'TOKEN_OF_PUBLIC_APP',
    title: 'Nobody signs in to this app',
    kind: 'user',
    message: (d: { slug: string }) => `${d.slug} is public (auth.required: false), so it takes no access tokens`,
    fix: () => 'call it without a token',
  },
  noPassword: {
    code: 'PASSWORD_MISSING',
    title: 'No password on standard input',
    kind: 'usage',
    message: () => '--password-stdin was given, but standard input was empty',
    fix: () => "printf '%s' 'the password' | ./scalr user add … --password-stdin",
  },
  noBrowser: {
    code: 'BROWSER_MISSING',
    title: 'No browser for the tests',
    kind: 'environment',
    message: () => 'the tests drive a real browser, and neither Chrome nor Chromium is installed or could be fetched',
    fix: () => 'apt-get install -y chromium, or set SCALR_BROWSER=/path/to/chromium',
  },
  unknownBench: {
    code: 'BENCH_UNKNOWN',
    title: 'No such benchmark',
    kind: 'usage',
    message: (d: { name: string; known: string }) => `there is no benchmark ${d.name}; there are: ${d.known}`,
    fix: () => './scalr bench',
  },
});
