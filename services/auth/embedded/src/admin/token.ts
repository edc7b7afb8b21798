import { randomUUID } from 'node:crypto';
import type { IssuedToken } from '@scalr/ports';
import { errors } from '../errors.ts';
import type { Service } from '../front/context.ts';
import { LIFETIME } from '../lifetimes.ts';
import { resourceServerFor } from '../provider/resource-server.ts';
import { testSession } from '../sessions/sessions.ts';

/**
 * An access token of somebody's without a sign-in, for tests and scripts. Required groups are not asked for: tests
 * must be able to prove that the app's own backend refuses.
 * @throws ScalrError AUTH_TEST_TOKENS_OFF, AUTH_CLIENT_UNKNOWN, AUTH_USER_UNKNOWN
 */
export async function issueTestToken(service: Service, clientId: string, username: string): Promise<IssuedToken> {
  if (!service.settings.allowTestTokens) throw errors.error('testTokensOff', {});
  const known = service.clients.find(clientId);
  const provider = service.provider();
  const client = known && (await provider.Client.find(clientId));
  if (known === undefined || client === undefined) throw errors.error('clientUnknown', { clientId });
  const found = await service.people.credentials(username);
  if (found === undefined || found.user.disabled) throw errors.error('userUnknown', { username });

  const token = new provider.AccessToken({
    accountId: found.user.id,
    client,
    grantId: randomUUID(),
    gty: 'authorization_code',
    sid: testSession(),
  });
  const scope = known.scopes.join(' ');
  token.resourceServer = new provider.ResourceServer(known.audience, resourceServerFor(known.audience, scope));
  token.scope = scope;
  const accessToken = await token.save();
  await service.audit.note('test_token_issued', { username, clientId });
  return { accessToken, expiresIn: LIFETIME.accessToken };
}
