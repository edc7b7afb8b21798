import { ADMIN_GROUP } from '@scalr/plan';
import type { Identity, User } from '@scalr/ports';
import { z } from 'zod';
import { type AuthentikApi, nothing } from './api.ts';
import { errors } from './errors.ts';
import { ensureGroup, putIntoGroup, takeOutOfGroup } from './groups.ts';

/** OpenAPI 2026.8.3 `User`. */
const authentikUser = z.object({
  pk: z.number(),
  uuid: z.string(),
  username: z.string(),
  name: z.string(),
  email: z.string().default(''),
  is_active: z.boolean().default(true),
  date_joined: z.string(),
  last_login: z.string().nullish(),
  attributes: z.record(z.string(), z.unknown()).default({}),
  groups_obj: z.array(z.object({ name: z.string() })).nullish(),
});
export type AuthentikUser = z.infer<typeof authentikUser>;

const PATH = '/core/users/';
const anything = z.unknown();

/** `uuid` is the `sub` of tokens: the blueprints say `sub_mode: user_uuid`. */
function userOf({ uuid, username, name, email, is_active, date_joined, groups_obj }: AuthentikUser): User {
  return {
    id: uuid,
    username,
    name,
    email,
    groups: (groups_obj ?? []).map((group) => group.name).sort(),
    disabled: !is_active,
    createdAt: new Date(date_joined).toISOString(),
    isTest: false,
  };
}

export async function findUser(api: AuthentikApi, username: string): Promise<AuthentikUser | undefined> {
  const found = await api.list(authentikUser, PATH, { username, include_groups: 'true' });
  return found.find((one) => one.username === username);
}

async function requireUser(api: AuthentikApi, username: string): Promise<AuthentikUser> {
  const user = await findUser(api, username);
  if (user === undefined) throw errors.error('userUnknown', { username });
  return user;
}

/** People; service accounts are none. */
async function listPeople(api: AuthentikApi): Promise<readonly User[]> {
  const people: AuthentikUser[] = [];
  for (const type of ['internal', 'external']) {
    people.push(...(await api.list(authentikUser, PATH, { type, include_groups: 'true' })));
  }
  return people.map(userOf).sort((a, b) => (a.username < b.username ? -1 : 1));
}

export const patchUser = (api: AuthentikApi, pk: number, change: Readonly<Record<string, unknown>>) =>
  api.ask(anything, 'PATCH', `${PATH}${pk}/`, change);

const setPassword = (api: AuthentikApi, pk: number, password: string) =>
  api.ask(nothing, 'POST', `${PATH}${pk}/set_password/`, { password });

/** The part of {@link Identity} that is about people. */
export function peopleOf(api: AuthentikApi): Pick<Identity, 'listUsers' | 'addUser' | 'changeUser' | 'removeUser'> {
  return {
    listUsers: () => listPeople(api),

    addUser: async ({ username, name, email, groups, password }) => {
      if ((await findUser(api, username)) !== undefined) throw errors.error('userExists', { username });
      const pks: string[] = [];
      for (const group of groups) pks.push((await ensureGroup(api, group)).pk);
      const user = { username, name, email, groups: pks, is_active: true, type: 'internal', path: 'users' };
      const { pk } = await api.ask(authentikUser, 'POST', PATH, user);
      try {
        await setPassword(api, pk, password);
      } catch (error) {
        // Whoever has no password could be given one by nobody but an administrator.
        await api.ask(nothing, 'DELETE', `${PATH}${pk}/`);
        throw error;
      }
      return userOf(await requireUser(api, username));
    },

    changeUser: async (username, change) => {
      const user = await requireUser(api, username);
      const { pk } = user;
      const demoted = change.disabled === true || change.removeGroups?.includes(ADMIN_GROUP) === true;
      if (demoted) await keepAnAdministrator(api, userOf(user));
      const fields = {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.email === undefined ? {} : { email: change.email }),
        ...(change.disabled === undefined ? {} : { is_active: !change.disabled }),
      };
      if (Object.keys(fields).length > 0) await patchUser(api, pk, fields);
      if (change.password !== undefined) await setPassword(api, pk, change.password);
      for (const group of change.addGroups ?? []) await putIntoGroup(api, group, pk);
      for (const group of change.removeGroups ?? []) await takeOutOfGroup(api, group, pk);
      if (change.password !== undefined || change.disabled === true) await endSessions(api, pk);
      return userOf(await requireUser(api, username));
    },

    removeUser: async (username) => {
      const user = await requireUser(api, username);
      await keepAnAdministrator(api, userOf(user));
      await api.ask(nothing, 'DELETE', `${PATH}${user.pk}/`);
    },
  };
}

/** Tokens hang on the session and end with it (authentik/providers/oauth2/models.py). */
async function endSessions(api: AuthentikApi, pk: number): Promise<void> {
  await api.ask(anything, 'DELETE', `/core/authenticated_sessions/bulk_delete/?user_pks=${pk}`);
}

async function keepAnAdministrator(api: AuthentikApi, user: User): Promise<void> {
  if (!user.groups.includes(ADMIN_GROUP) || user.disabled) return;
  const others = (await listPeople(api)).filter(
    ({ username, groups, disabled }) => username !== user.username && groups.includes(ADMIN_GROUP) && !disabled,
  );
  if (others.length === 0) throw errors.error('lastAdministrator', { username: user.username });
}
