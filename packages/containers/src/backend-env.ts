import type { AppPlan, EnvEntry } from '@scalr/plan';
import { DATABASE_PASSWORD_ENV } from './database-service.ts';
import { type SecretFile, secretPath } from './secret-files.ts';

export interface BackendEnv {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly SecretFile[];
}

/**
 * What a backend is told. A secret is a file that the container's start puts into the environment of the program alone
 * (`OIDC_CLIENT_SECRET_FILE`, infra/container/start-backend.sh), because whoever may list containers can read what
 * they were given.
 */
export function backendEnv({ env }: Pick<AppPlan, 'env'>): BackendEnv {
  const isFile = ({ key, secret }: EnvEntry) => secret && key !== 'DATABASE_URL';
  const nameOf = (key: string) => key.toLowerCase().replaceAll('_', '-');
  const files = env.filter(isFile);
  const url = env.find(({ key }) => key === 'DATABASE_URL');
  return {
    environment: {
      ...Object.fromEntries(env.filter((entry) => !isFile(entry)).map(({ key, value }) => [key, value])),
      ...Object.fromEntries(files.map(({ key }) => [`${key}_FILE`, secretPath(nameOf(key))])),
      ...(url === undefined ? {} : { DATABASE_URL: withoutPassword(url.value), ...DATABASE_PASSWORD_ENV }),
    },
    secrets: files.map(({ key, value, source }) => ({ name: nameOf(key), content: value, source })),
  };
}

function withoutPassword(address: string): string {
  const url = new URL(address);
  url.password = '';
  return url.href;
}
