import type { OidcClient } from '@scalr/plan';
import { z } from 'zod';
import type { AuthentikApi } from './api.ts';
import { appBlueprint, appNames, blueprintName, namesOfBlueprint, signInClients, tombstone } from './app-blueprint.ts';
import { findDrift } from './drift.ts';
import { errors } from './errors.ts';
import { applyBlueprint, listInstances, type Patience, removeInstance, waitUntilReady } from './instances.ts';
import { SIGNING_KEY } from './platform-blueprint.ts';

const keyPair = z.object({ pk: z.string(), name: z.string() });
const flags = z.object({ flags: z.record(z.string(), z.unknown()).default({}) });

/**
 * Makes Authentik know exactly these clients. Who is gone goes first, since a client id or an application's slug may
 * have passed on to another app. Apps that are as they should be are left alone. One after the other: two blueprints
 * at once would both make the group they share.
 */
export async function syncClients(
  api: AuthentikApi,
  clients: readonly OidcClient[],
  patience: Patience,
): Promise<void> {
  await waitUntilReady(api, patience);
  await requireSigningKey(api);
  await closeByDefault(api);
  // Every blueprint before the first request: a slug that is refused must leave everything as it is.
  const wanted = new Map(
    signInClients(clients).map((client) => {
      const name = blueprintName(appNames(client));
      return [name, { name, slug: client.slug, content: appBlueprint(client) }];
    }),
  );
  const known = new Map((await listInstances(api)).map((one) => [one.name, one]));
  for (const [name, instance] of known) {
    const names = namesOfBlueprint(name);
    if (names === null || wanted.has(name)) continue;
    await applyBlueprint(api, instance, { name, content: tombstone(names) }, patience);
    await removeInstance(api, instance.pk);
  }
  const drifted = new Set((await findDrift(api, clients)).map(({ slug }) => slug));
  for (const { name, slug, content } of wanted.values()) {
    if (drifted.has(slug)) await applyBlueprint(api, known.get(name), { name, content }, patience);
  }
}

/** Without it Authentik would sign with a secret that a public client does not have. */
async function requireSigningKey(api: AuthentikApi): Promise<void> {
  const pairs = await api.list(keyPair, '/crypto/certificatekeypairs/', { name: SIGNING_KEY });
  if (!pairs.some(({ name }) => name === SIGNING_KEY)) {
    throw errors.error('notPrepared', { missing: `key pair "${SIGNING_KEY}"` });
  }
}

/** An application without a binding is open to everybody unless this flag says no; it came with 2025.10. */
async function closeByDefault(api: AuthentikApi): Promise<void> {
  const settings = await api.ask(flags, 'GET', '/admin/settings/');
  if (settings.flags.core_default_app_access !== true) return;
  await api.ask(flags, 'PATCH', '/admin/settings/', { flags: { ...settings.flags, core_default_app_access: false } });
}
