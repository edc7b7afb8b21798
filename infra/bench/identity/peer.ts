import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

// oidc-provider as it comes: adapter in memory, no pages, no limiter, no trail. The same flow in the same order.
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const provider = new Provider('http://auth.localhost', {
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
  clients: [
    {
      client_id: 'hello',
      redirect_uris: ['http://hello.localhost/auth/callback'],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
  ],
  cookies: { keys: ['a-key-for-the-bench-only'] },
  routes: { authorization: '/authorize', token: '/token' },
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => 'urn:app:hello',
      useGrantedResource: async () => true,
      getResourceServerInfo: async () => ({
        scope: 'openid profile email',
        accessTokenFormat: 'jwt',
        accessTokenTTL: 600,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
  findAccount: async (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  issueRefreshToken: async () => true,
  expiresWithSession: async () => true,
  rotateRefreshToken: true,
  pkce: { required: () => true },
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({
      accountId: oidc.account?.accountId as string,
      clientId: oidc.client?.clientId as string,
    });
    grant.addOIDCScope('openid profile email');
    grant.addResourceScope('urn:app:hello', 'openid profile email');
    await grant.save();
    return grant;
  },
});
provider.proxy = true;
const protocol = provider.callback();

const server = createServer((request, response) => {
  if (!request.url?.startsWith('/sign-in/')) return void protocol(request, response);
  if (request.method === 'GET') {
    void provider.interactionDetails(request, response).then(() => response.end('<form method="post">'));
    return;
  }
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const accountId = new URLSearchParams(body).get('username') ?? '';
    void provider.interactionFinished(request, response, { login: { accountId } });
  });
});
server.listen(process.env.PORT, () => process.send?.({ type: 'listening' }));
process.on('SIGTERM', () => process.exit(0));
