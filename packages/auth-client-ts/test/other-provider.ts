import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Events, type MutableToken, OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';

/** An OpenID provider that is not ours, oauth2-mock-server, on a port of the loopback. */
export interface OtherProvider {
  readonly issuer: string;
  /** Requests by path, as the provider saw them. */
  readonly requests: string[];
  /** Asks the token endpoint, by the resource owner's password: RFC 6749 §4.3. */
  tokens(): Promise<{ readonly access_token: string; readonly id_token: string }>;
  /** What its own discovery document says. */
  discover(): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

export interface OtherProviderOptions {
  /** Path of the issuer, such as `/application/o/site/`; default none. */
  readonly path?: string;
  /** Changes a token before it is signed: access tokens have a `scope` by then, ID tokens have none. */
  readonly sign: (token: MutableToken) => void;
}

export async function otherProvider({ path = '', sign }: OtherProviderOptions): Promise<OtherProvider> {
  const provider = new OAuth2Issuer();
  await provider.keys.generate('RS256');
  const service = new OAuth2Service(provider);
  service.on(Events.BeforeTokenSigning, sign);
  const requests: string[] = [];
  const base = path.replace(/\/$/, '');
  const server = createServer((request, response) => {
    // It knows no issuer with a path: this is the proxy in front of it.
    request.url = (request.url ?? '/').slice(base.length);
    requests.push(request.url.split('?', 1)[0] as string);
    service.requestHandler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  provider.url = issuer;

  const discover = async () =>
    (await (await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)).json()) as Record<
      string,
      string
    >;
  return {
    issuer,
    requests,
    discover,
    tokens: async () => {
      const body = new URLSearchParams({
        grant_type: 'password',
        username: 'ada',
        password: 'whatever',
        scope: 'openid profile',
        client_id: 'site',
      });
      const answer = await fetch((await discover()).token_endpoint as string, { method: 'POST', body });
      return (await answer.json()) as { access_token: string; id_token: string };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
