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
});
