import { createEmbeddedIdentity } from '@scalr/identity-embedded';
import { identityContract } from '@scalr/testing/identity-contract';
import { Browser } from './browser.ts';
import { runIdentity } from './running-identity.ts';

identityContract({
  name: 'the embedded service',
  open: async () => {
    const running = await runIdentity();
    return {
      identity: createEmbeddedIdentity({ socketPath: running.settings.adminSocket, allowTokens: true }),
      knows: async (clientId) => (await new Browser(running).authorize(clientId)).answer.status === 303,
      close: () => running.stop(),
    };
  },
});
