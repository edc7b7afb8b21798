import { tokenInvalid } from './auth-failure.ts';
import type { Claims } from './claims.ts';

const SERVICE = '.service';

/** Client id with which an app calls others: `<slug>.service`. */
const slugOf = (clientId: string) => (clientId.endsWith(SERVICE) ? clientId.slice(0, -SERVICE.length) : clientId);

/**
 * Slug of the app that calls: the actor of an exchanged token (RFC 8693 §4.1), or the client a token was issued to
 * where that is not this app's own. Null: the person's own browser.
 */
export function readCaller(claims: Claims, clientId: string, ownClientId: string): string | null {
  if (claims.act !== undefined) {
    const actor = (claims.act as Claims | null)?.sub;
    if (typeof actor !== 'string' || actor === '') throw tokenInvalid('it does not say which app calls');
    return slugOf(actor);
  }
  return clientId === ownClientId ? null : slugOf(clientId);
}
