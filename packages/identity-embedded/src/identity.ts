import { isScalrError } from '@scalr/errors';
import type { Identity } from '@scalr/ports';
import { z } from 'zod';
import { openAdminSocket } from './admin-socket.ts';

const user = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  email: z.string(),
  groups: z.array(z.string()),
  disabled: z.boolean(),
  createdAt: z.string(),
  isTest: z.boolean(),
});
const group = z.object({ name: z.string(), members: z.array(z.string()) });
const firstSignIn = z.object({ username: z.string(), password: z.string() });
const issuedToken = z.object({ accessToken: z.string(), expiresIn: z.number() });
const signInLink = z.object({ url: z.string() });
const keyRotation = z.object({ kid: z.string(), signsAt: z.string(), previousVerifiesUntil: z.string() });
const nothing = z.undefined();

export interface EmbeddedIdentityOptions {
  /** The service's `ADMIN_SOCKET`. */
  readonly socketPath: string;
  /** Offers `tokens`; the service refuses them by itself where they are switched off. */
  readonly allowTokens: boolean;
}

/** Administers the embedded identity service over the admin API on its unix socket. */
export function createEmbeddedIdentity({ socketPath, allowTokens }: EmbeddedIdentityOptions): Identity {
  const { ask } = openAdminSocket(socketPath);
  const named = (room: string, name: string) => `/${room}/${encodeURIComponent(name)}`;
  return {
    syncClients: async (clients) => {
      await ask(nothing, 'PUT', '/clients', clients);
    },
    bootstrap: async () => {
      try {
        return await ask(firstSignIn, 'POST', '/bootstrap');
      } catch (error) {
        if (isScalrError(error) && error.code === 'AUTH_USERS_EXIST') return null;
        throw error;
      }
    },
    listUsers: () => ask(z.array(user), 'GET', '/users'),
    addUser: (added) => ask(user, 'POST', '/users', added),
    changeUser: (username, change) => ask(user, 'PATCH', named('users', username), change),
    removeUser: async (username) => {
      await ask(nothing, 'DELETE', named('users', username));
    },
    groups: {
      list: () => ask(z.array(group), 'GET', '/groups'),
      create: async (name) => {
        await ask(nothing, 'PUT', named('groups', name));
      },
      remove: async (name) => {
        await ask(nothing, 'DELETE', named('groups', name));
      },
    },
    rotateKeys: () => ask(keyRotation, 'POST', '/keys/rotate'),
    ...(allowTokens
      ? {
          tokens: {
            issue: (clientId, username) => ask(issuedToken, 'POST', '/tokens', { clientId, username }),
            signInLink: async (username, returnTo) =>
              (await ask(signInLink, 'POST', '/sign-in-links', { username, returnTo })).url,
          },
        }
      : {}),
  };
}
