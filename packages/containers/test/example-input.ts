import { readFile } from 'node:fs/promises';
import type { RenderInput } from '@scalr/containers';
import { fileSet } from '@scalr/fileset';

const INIT = new URL('../../../infra/container/init-database.sh', import.meta.url);

/** What Authentik is told; of every one of them `SECRET-` is a part. */
const AUTHENTIK = {
  secretKey: 'SECRET-key',
  adminPassword: 'SECRET-admin',
  apiToken: 'SECRET-token',
  databasePassword: 'password-of-auth',
  signingKey: 'SECRET-signing-key',
  signingCertificate: 'SECRET-signing-certificate',
};

/** A server with the repository in /srv/scalr, which is the workspace too. */
export async function exampleInput(change: Partial<RenderInput> = {}): Promise<RenderInput> {
  return {
    ...{ out: '/srv/scalr/deploy', install: '/srv/scalr', workspace: '/srv/scalr', workspaceId: 'a1b2c3d4e5f6' },
    ...{ tagOf: () => 'latest', ownDockerfiles: new Set(), user: '1000:1000' },
    ...{ adminFolder: '/srv/scalr/.scalr/compose/admin', initDatabase: await readFile(INIT, 'utf8') },
    authentik: {
      trustedProxies: ['172.30.0.0/24'],
      blueprints: fileSet([['platform.yaml', 'version: 1\n']]),
      secrets: AUTHENTIK,
    },
    releaseKey: null,
    ...change,
  };
}
