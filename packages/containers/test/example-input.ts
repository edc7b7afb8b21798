import type { RenderInput } from '@scalr/containers';
import { fileSet } from '@scalr/fileset';

/** What Authentik is told. */
export const AUTHENTIK_SECRETS = {
  secretKey: 'example-secret-key',
  adminPassword: 'example-admin-password',
  apiToken: 'example-api-token',
  signingKey: 'example-signing-key',
  signingCertificate: 'example-signing-certificate',
};

/** A server with the repository in /srv/scalr, which is the workspace too. */
export function exampleInput(change: Partial<RenderInput> = {}): RenderInput {
  return {
    ...{ out: '/srv/scalr/deploy', install: '/srv/scalr', workspace: '/srv/scalr', workspaceId: 'a1b2c3d4e5f6' },
    ...{ tagOf: () => 'latest', ownDockerfiles: new Set(), user: '1000:1000' },
    ...{ adminFolder: '/srv/scalr/.scalr/compose/admin', initDatabase: '#!/bin/sh\n' },
    authentik: {
      trustedProxies: ['172.30.0.0/24'],
      blueprints: fileSet([['platform.yaml', 'version: 1\n']]),
      secrets: AUTHENTIK_SECRETS,
    },
    releaseKey: null,
    ...change,
  };
}
