import { catalogue } from '@scalr/errors';

export const errors = catalogue({
  unknownApp: {
    code: 'APP_UNKNOWN',
    title: 'No such app',
    kind: 'user',
    message: (d: { slug: string; known: string }) => `there is no app ${d.slug}; there are: ${d.known}`,
    fix: (d: { closest: string | undefined; command: string }) =>
      d.closest === undefined ? './scalr validate' : `did you mean ${d.closest}? ./scalr ${d.command} ${d.closest}`,
  },
  appNotUp: {
    code: 'APP_NOT_UP',
    title: 'The app does not run',
    kind: 'user',
    message: (d: { slug: string }) =>
      `${d.slug} does not run: only other apps were asked for when the platform came up`,
    fix: (d) => `./scalr up ${d.slug}`,
  },
  domainInvalid: {
    code: 'DOMAIN_INVALID',
    title: 'Not a domain name',
    kind: 'user',
    message: (d: { domain: string }) =>
      `"${d.domain}" is no domain: letters, digits and "-" in at least two parts with a dot between them`,
    fix: () => './scalr domain set example.com',
  },
  domainPrivate: {
    code: 'DOMAIN_PRIVATE',
    title: 'No public domain',
    kind: 'user',
    message: (d: { domain: string }) =>
      `no public name server answers for ${d.domain}, so nobody would find the apps there`,
    fix: () => './scalr domain set <a domain of yours>',
  },
  providerUnsupported: {
    code: 'PROVIDER_UNSUPPORTED',
    title: 'The engine cannot run this identity provider',
    kind: 'user',
    message: (d: { engine: string; provider: string; can: string }) =>
      `the engine ${d.engine} runs ${d.can}, and .env.shared says SCALR_AUTH=${d.provider}`,
    fix: (d) => `set SCALR_AUTH=${String(d.can).split(', ')[0]} in .env.shared, or ./scalr up --engine compose`,
  },
  archivedApp: {
    code: 'APP_ARCHIVED',
    title: 'The app is archived',
    kind: 'user',
    message: (d: { slug: string; folder: string }) => `${d.slug} is archived, so it is neither served nor shown`,
    fix: (d) => `set lifecycle: { status: active } in ${d.folder}/app.manifest.yml`,
  },
});
