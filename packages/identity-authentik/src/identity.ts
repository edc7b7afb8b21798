import type { OidcClient } from '@scalr/plan';
import type { FirstSignIn, Identity } from '@scalr/ports';
import { type AuthentikAddress, authentikApi } from './api.ts';
import { syncClients } from './clients.ts';
import { type Drift, findDrift } from './drift.ts';
import { errors } from './errors.ts';
import { groupDirectory } from './groups.ts';
import type { Patience } from './instances.ts';
import { findUser, patchUser, peopleOf } from './people.ts';
import { ADMINISTRATOR } from './platform-blueprint.ts';

export interface AuthentikIdentityOptions extends AuthentikAddress {
  /** What the platform's blueprint gave the first administrator; null: it is not known here. */
  readonly administratorPassword: string | null;
  /** Left out: a minute to be ready and one for a blueprint, half a second between two looks. */
  readonly patience?: Patience;
}

export interface AuthentikIdentity extends Identity {
  /** What Authentik knows otherwise than it should, for `doctor`; {@link Identity.syncClients} mends it. */
  drift(clients: readonly OidcClient[]): Promise<readonly Drift[]>;
}

const PATIENCE: Patience = { readyMs: 60_000, applyMs: 60_000, pollMs: 500 };
/** Attribute of the first administrator, once the password has been told. */
const TOLD = 'scalr/first-sign-in-told';

/**
 * Administers Authentik (2025.10 to 2026.8) over its API. There is no token desk: Authentik gives nobody a token for
 * somebody else.
 */
export function createAuthentikIdentity(options: AuthentikIdentityOptions): AuthentikIdentity {
  const api = authentikApi(options);
  return {
    syncClients: (clients) => syncClients(api, clients, options.patience ?? PATIENCE),
    drift: (clients) => findDrift(api, clients),

    bootstrap: async (): Promise<FirstSignIn | null> => {
      if (options.administratorPassword === null) return null;
      const first = await findUser(api, ADMINISTRATOR);
      // Removed since; others administer it.
      if (first === undefined) return null;
      const { pk, last_login, attributes } = first;
      if (typeof last_login === 'string' || attributes[TOLD] === true) return null;
      await patchUser(api, pk, { attributes: { ...attributes, [TOLD]: true } });
      return { username: ADMINISTRATOR, password: options.administratorPassword };
    },

    ...peopleOf(api),
    groups: groupDirectory(api),
    rotateKeys: async () => {
      throw errors.error('rotationUnsupported', {});
    },
  };
}
