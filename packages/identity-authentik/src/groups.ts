import { ADMIN_GROUP } from '@scalr/plan';
import type { Group, GroupDirectory } from '@scalr/ports';
import { z } from 'zod';
import { type AuthentikApi, nothing } from './api.ts';
import { errors } from './errors.ts';
import { ADAPTER_GROUP, AUTHENTIK_ADMINS } from './platform-blueprint.ts';

/** OpenAPI 2026.8.3 `Group`. */
const group = z.object({
  pk: z.string(),
  name: z.string(),
  users_obj: z.array(z.object({ username: z.string() })).nullish(),
});
type AuthentikGroup = z.infer<typeof group>;

const PATH = '/core/groups/';
const PROTECTED = new Set([ADMIN_GROUP, ADAPTER_GROUP, AUTHENTIK_ADMINS]);

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);

async function findGroup(api: AuthentikApi, name: string): Promise<AuthentikGroup | undefined> {
  return (await api.list(group, PATH, { name, include_users: 'true' })).find((one) => one.name === name);
}

/** Made where there is none yet. */
export async function ensureGroup(api: AuthentikApi, name: string): Promise<AuthentikGroup> {
  return (await findGroup(api, name)) ?? (await api.ask(group, 'POST', PATH, { name }));
}

export async function putIntoGroup(api: AuthentikApi, name: string, userPk: number): Promise<void> {
  const { pk } = await ensureGroup(api, name);
  await api.ask(nothing, 'POST', `${PATH}${pk}/add_user/`, { pk: userPk });
}

/** Nothing happens to who is not in it. */
export async function takeOutOfGroup(api: AuthentikApi, name: string, userPk: number): Promise<void> {
  const found = await findGroup(api, name);
  if (found !== undefined) await api.ask(nothing, 'POST', `${PATH}${found.pk}/remove_user/`, { pk: userPk });
}

export function groupDirectory(api: AuthentikApi): GroupDirectory {
  return {
    list: async () => {
      const groups = await api.list(group, PATH, { include_users: 'true' });
      return groups
        .filter(({ name }) => name !== ADAPTER_GROUP)
        .map(
          ({ name, users_obj }): Group => ({ name, members: (users_obj ?? []).map(({ username }) => username).sort() }),
        )
        .sort(byName);
    },
    create: async (name) => {
      await ensureGroup(api, name);
    },
    remove: async (name) => {
      if (PROTECTED.has(name)) throw errors.error('groupProtected', { name });
      const found = await findGroup(api, name);
      if (found === undefined) throw errors.error('groupUnknown', { name });
      await api.ask(nothing, 'DELETE', `${PATH}${found.pk}/`);
    },
  };
}
