import * as oauth from 'oauth4webapi';
import { type AuthConfig, CALLBACK_PATH } from './config.ts';
import { asSignInError, SignInError } from './errors.ts';
import type { Transaction } from './session-memory.ts';
import { readUser, type SignedInUser } from './user.ts';

/** Tokens of one answer of the token endpoint. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly idToken?: string;
  readonly user?: SignedInUser;
  /** Seconds. */
  readonly lifetime: number;
}

/** The provider as one client sees it. Everything that is protocol is oauth4webapi's. */
export function openProvider(config: AuthConfig) {
  const issuer = new URL(config.issuer);
  const offset = (config.clockOffset ?? 0) - (performance.now() - Date.now()) / 1_000;
  const client: oauth.Client = {
    client_id: config.clientId,
    // By the monotonic clock: this machine's may be set right, or wrong, while somebody is signed in.
    get [oauth.clockSkew]() {
      return offset + (performance.now() - Date.now()) / 1_000;
    },
  };
  const redirectUri = location.origin + CALLBACK_PATH;
  const options = () => ({
    signal: AbortSignal.timeout(15_000),
    [oauth.allowInsecureRequests]: issuer.protocol === 'http:',
  });
  let metadata: Promise<oauth.AuthorizationServer> | null = null;

  /**
   * Asked when first needed, kept when it worked. OpenID Connect Discovery §4, with the issuer compared byte for byte
   * as §4.3 wants it; oauth4webapi would take one that only normalizes to the same.
   */
  function discover(): Promise<oauth.AuthorizationServer> {
    metadata ??= fetch(`${config.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, options())
      .then((response) => response.json())
      .then((found) => {
        if (found.issuer !== config.issuer) throw new SignInError('invalid');
        return found;
      })
      .catch((cause) => {
        metadata = null;
        throw asSignInError(cause, 'unreachable');
      });
    return metadata;
  }

  function readGrant(answer: oauth.TokenEndpointResponse): Grant {
    const { access_token: accessToken, refresh_token: refreshToken, id_token: idToken } = answer;
    const claims = oauth.getValidatedIdTokenClaims(answer);
    return {
      accessToken,
      lifetime: answer.expires_in ?? 300,
      ...(refreshToken && { refreshToken }),
      ...(idToken && claims && { idToken, user: readUser(claims) }),
    };
  }

  return {
    /** Where to go to sign in (OpenID Connect Core §3.1.2.1, RFC 7636 with S256). */
    async authorizationUrl(transaction: Transaction): Promise<string> {
      const { authorization_endpoint } = await discover();
      return withQuery(authorization_endpoint ?? '', {
        client_id: config.clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: config.scopes.join(' '),
        code_challenge: await oauth.calculatePKCECodeChallenge(transaction.verifier),
        code_challenge_method: 'S256',
        state: transaction.state,
        nonce: transaction.nonce,
      });
    },

    /** Checks `iss` and `state` of the answer (RFC 9207), then trades the code for tokens. */
    async exchange(answer: URLSearchParams, { state, nonce, verifier }: Transaction): Promise<Grant> {
      const as = await discover();
      return mapped(async () => {
        const parameters = oauth.validateAuthResponse(as, client, answer, state);
        const response = await oauth.authorizationCodeGrantRequest(
          as,
          client,
          oauth.None(),
          parameters,
          redirectUri,
          verifier,
          options(),
        );
        return readGrant(
          await oauth.processAuthorizationCodeResponse(as, client, response, {
            expectedNonce: nonce,
            requireIdToken: true,
          }),
        );
      });
    },

    /** RFC 6749 §6. Null: the session is over. */
    async refresh(refreshToken: string): Promise<Grant | null> {
      const as = await discover();
      return mapped(async () => {
        const response = await oauth.refreshTokenGrantRequest(as, client, oauth.None(), refreshToken, options());
        return readGrant(await oauth.processRefreshTokenResponse(as, client, response));
      }).catch((error) => {
        if (error.cause instanceof oauth.ResponseBodyError && error.cause.error === 'invalid_grant') return null;
        throw error;
      });
    },

    /** Where to go to sign out (OpenID Connect RP-Initiated Logout §2); null: the provider has no such place. */
    async endSessionUrl(idToken: string | undefined): Promise<string | null> {
      const { end_session_endpoint } = await discover();
      return end_session_endpoint === undefined
        ? null
        : withQuery(end_session_endpoint, {
            client_id: config.clientId,
            post_logout_redirect_uri: `${location.origin}/`,
            ...(idToken && { id_token_hint: idToken }),
          });
    },
  };
}

function withQuery(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const name in parameters) url.searchParams.set(name, parameters[name] as string);
  return url.href;
}

export type Provider = ReturnType<typeof openProvider>;

/** What went wrong, for the person: no answer, a "no", or an answer that does not fit. */
async function mapped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof SignInError) throw cause;
    if (cause instanceof oauth.AuthorizationResponseError) {
      throw new SignInError('refused', cause, cause.error_description ?? cause.error);
    }
    // fetch fails with a TypeError, a time limit with a DOMException.
    const silent = cause instanceof TypeError || cause instanceof DOMException;
    throw new SignInError(silent ? 'unreachable' : 'invalid', cause);
  }
}
