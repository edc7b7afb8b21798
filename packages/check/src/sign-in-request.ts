import { createHash, randomBytes } from 'node:crypto';
import type { AppPlan, Plan } from '@scalr/plan';

/**
 * Where an app sends people who are to be signed in (OpenID Connect Core §3.1.2.1), for a code that nobody redeems: what
 * counts is the session that the browser has from then on. Null: nobody signs in to this app.
 */
export function signInRequest({ issuer, clients }: Plan, { slug }: AppPlan): string | null {
  const client = clients.find((one) => one.slug === slug);
  const [redirectUri] = client?.redirectUris ?? [];
  if (client === undefined || redirectUri === undefined) return null;
  const random = () => randomBytes(24).toString('base64url');
  const url = new URL(`${issuer.replace(/\/$/, '')}/authorize`);
  const query = {
    ...{ client_id: client.clientId, response_type: 'code', redirect_uri: redirectUri, scope: client.scopes.join(' ') },
    ...{ state: random(), nonce: random(), code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(random()).digest('base64url'),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
