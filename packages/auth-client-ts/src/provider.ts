import { isScalrError } from '@scalr/errors';
import * as oauth from 'oauth4webapi';
import { type AuthConfig, CALLBACK_PATH } from './config.ts';
import { signInErrors } from './errors.ts';
import type { Transaction } from './session-memory.ts';
import { readUser, type SignedInUser } from './user.ts';

/** Tokens of one answer of the token endpoint. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  readonly user: SignedInUser | null;
  /** Seconds. */
  readonly lifetime: number;
}

/** The provider as one client sees it. Everything that is protocol is oauth4webapi's. */
export function openProvider(config: AuthConfig) {
  const issuer = new URL(config.issuer);
  const client: oauth.Client = {
    client_id: config.clientId,
    [oauth.clockSkew]: config.clockOffset ?? 0,
    [oauth.clockTolerance]: 60,
  };
  const redirectUri = location.origin + CALLBACK_PATH;
  const options = () => ({
    signal: AbortSignal.timeout(15_000),
    [oauth.allowInsecureRequests]: issuer.protocol === 'http:',
  });
  let metadata: Promise<oauth.AuthorizationServer> | null = null;

  /** Asked when first needed, kept when it worked. */
  function discover(): Promise<oauth.AuthorizationServer> {
    metadata ??= oauth
      .discoveryRequest(issuer, options())
      .then((response) => oauth.processDiscoveryResponse(issuer, response))
      .catch((cause) => {
        metadata = null;
        throw signInErrors.error('unreachable', undefined, { cause });
      });
    return metadata;
  }

  function readGrant(answer: oauth.TokenEndpointResponse): Grant {
    const claims = oauth.getValidatedIdTokenClaims(answer);
    return {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token ?? null,
      idToken: answer.id_token ?? null,
      user: claims === undefined ? null : readUser(claims),
      lifetime: answer.expires_in ?? 300,
    };
  }

  return {
    /** Where to go to sign in (OpenID Connect Core §3.1.2.1, RFC 7636 with S256). */
    async authorizationUrl(transaction: Transaction): Promise<string> {
      const { authorization_endpoint } = await discover();
      const url = new URL(authorization_endpoint ?? '');
      url.search = new URLSearchParams({
        ...Object.fromEntries(url.searchParams),
        client_id: config.clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: config.scopes.join(' '),
        code_challenge: await oauth.calculatePKCECodeChallenge(transaction.verifier),
        code_challenge_method: 'S256',
        state: transaction.state,
        nonce: transaction.nonce,
      }).toString();
      return url.href;
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
    async endSessionUrl(idToken: string | null): Promise<string | null> {
      const { end_session_endpoint } = await discover();
      if (end_session_endpoint === undefined) return null;
      const url = new URL(end_session_endpoint);
      url.searchParams.set('client_id', config.clientId);
      url.searchParams.set('post_logout_redirect_uri', `${location.origin}/`);
      if (idToken !== null) url.searchParams.set('id_token_hint', idToken);
      return url.href;
    },
  };
}

export type Provider = ReturnType<typeof openProvider>;

/** What went wrong, for the person: no answer, a "no", or an answer that does not fit. */
async function mapped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isScalrError(cause)) throw cause;
    if (cause instanceof oauth.AuthorizationResponseError) {
      throw signInErrors.error('refused', { reason: cause.error_description ?? cause.error }, { cause });
    }
    // fetch fails with a TypeError, a time limit with a DOMException.
    const silent = (cause instanceof TypeError && !('code' in cause)) || cause instanceof DOMException;
    throw signInErrors.error(silent ? 'unreachable' : 'invalid', undefined, { cause });
  }
}
