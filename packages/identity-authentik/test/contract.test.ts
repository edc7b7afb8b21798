import { createAuthentikIdentity } from '@scalr/identity-authentik';
import { identityContract, ROTATION_PROMISE, TOKEN_PROMISE } from '@scalr/testing/identity-contract';
import { ADMIN_PASSWORD, fakeAuthentik, TOKEN } from './fake-authentik.ts';
import { rowsOf } from './fake-importer.ts';

identityContract({
  name: 'Authentik, as its API is described',
  open: async () => {
    const fake = await fakeAuthentik();
    const identity = createAuthentikIdentity({
      origin: 'http://auth.localhost:8080',
      gateway: { address: fake.address, caFile: null },
      token: TOKEN,
      administratorPassword: ADMIN_PASSWORD,
      patience: { readyMs: 5_000, applyMs: 5_000, pollMs: 5 },
    });
    const knows = async (clientId: string) => {
      const provider = rowsOf(fake.store, 'authentik_providers_oauth2.oauth2provider').find(
        (row) => row.client_id === clientId,
      );
      const applications = rowsOf(fake.store, 'authentik_core.application');
      return provider !== undefined && applications.some((row) => row.provider === provider.pk);
    };
    return { identity, knows, close: fake.close };
  },
  skip: {
    [ROTATION_PROMISE]: 'it publishes one key only',
    [TOKEN_PROMISE]: 'it gives nobody a token for somebody else',
  },
});
