import { catalogue } from '@scalr/errors';

export const planErrors = catalogue({
  passwordMissing: {
    code: 'PLAN_PASSWORD_MISSING',
    title: 'A database has no password',
    kind: 'environment',
    message: ({ key, owner }: { key: string; owner: string }) =>
      `The database of "${owner}" has no password: ${key} is not in .env.shared.`,
    fix: ({ key }) => `remove an empty line "${key}=" from .env.shared and run ./scalr up: it makes a strong one`,
  },
  callsUnsupported: {
    code: 'PLAN_CALLS_UNSUPPORTED',
    title: 'Apps cannot call each other with this identity provider',
    kind: 'user',
    message: ({ slug, provider }: { slug: string; provider: string }) =>
      `"${slug}" calls other apps, and with SCALR_AUTH=${provider} nobody issues the tokens for that.`,
    fix: ({ slug }) => `set SCALR_AUTH=embedded in .env.shared, or take "calls" out of the manifest of ${slug}`,
  },
  secretMissing: {
    code: 'PLAN_SECRET_MISSING',
    title: 'An app that calls others has no secret',
    kind: 'environment',
    message: ({ key, slug }: { key: string; slug: string }) =>
      `"${slug}" calls other apps and has no secret to do so: ${key} is not in .env.shared.`,
    fix: ({ key }) => `remove an empty line "${key}=" from .env.shared and run ./scalr up: it makes a strong one`,
  },
});
