import { createAuthentikIdentity, prepareAuthentik, type SharedSecrets } from '@scalr/identity-authentik';
import type { Plan } from '@scalr/plan';
import type { Engine, Identity } from '@scalr/ports';
import { loadSecrets } from '@scalr/workspace';
import { errors } from './errors.ts';

async function sharedSecrets(root: string): Promise<SharedSecrets> {
  const { authentik } = await loadSecrets(root, { databases: [], authentik: true });
  return authentik as SharedSecrets;
}

/** What the containers of Authentik are told; null with another provider. The first call makes the secrets. */
export async function authentikInput(root: string, keys: string, { provider }: Plan, subnets: readonly string[]) {
  return provider === 'authentik' ? prepareAuthentik(keys, subnets, await sharedSecrets(root)) : null;
}

/** Authentik as it runs: its address is known only once there is a plan. */
export function runningAuthentik(root: string, engine: Pick<Engine, 'current'>): Identity {
  const open = async () => {
    const plan = await engine.current();
    if (plan === null) throw errors.error('platformDown', undefined);
    const { adminPassword, apiToken } = await sharedSecrets(root);
    const { origin } = plan;
    return createAuthentikIdentity({
      origin: plan.issuer,
      // `*.localhost` is found by browsers only, and a public name may not lead back to its own machine.
      gateway: { address: `127.0.0.1:${origin.port}`, caFile: null },
      token: apiToken,
      administratorPassword: adminPassword,
    });
  };
  return {
    syncClients: async (clients) => (await open()).syncClients(clients),
    drift: async (clients) => (await open()).drift(clients),
    bootstrap: async () => (await open()).bootstrap(),
    listUsers: async () => (await open()).listUsers(),
    addUser: async (user) => (await open()).addUser(user),
    changeUser: async (username, change) => (await open()).changeUser(username, change),
    removeUser: async (username) => (await open()).removeUser(username),
    groups: {
      list: async () => (await open()).groups.list(),
      create: async (name) => (await open()).groups.create(name),
      remove: async (name) => (await open()).groups.remove(name),
    },
    rotateKeys: async () => (await open()).rotateKeys(),
  };
}
