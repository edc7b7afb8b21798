import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Audit } from '../audit.ts';
import type { Clients } from '../clients.ts';
import type { KeyRing, Rotation } from '../keys/key-ring.ts';
import type { Log } from '../log.ts';
import type { PageContext } from '../pages/layout.ts';
import type { Attempts } from '../people/attempts.ts';
import type { PasswordHasher } from '../people/password.ts';
import type { People } from '../people/people.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { IdentitySettings } from '../settings.ts';
import type { SignInLinks } from './sign-in-link.ts';

/** The parts of the running service. */
export interface Service {
  readonly settings: IdentitySettings;
  readonly log: Log;
  readonly audit: Audit;
  readonly people: People;
  readonly clients: Clients;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly hasher: PasswordHasher;
  readonly signInLinks: SignInLinks;
  readonly keyRing: KeyRing;
  readonly page: PageContext;
  /** Changes when the keys turn: ask each time. */
  readonly provider: () => Provider;
  /** Publishes a new key; it signs by itself once it is known everywhere. */
  readonly rotateKeys: () => Promise<Rotation>;
  /** The provider's own request handler. */
  readonly protocol: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** One request on its way. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly address: string;
}
