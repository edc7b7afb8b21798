import { generateRandomCodeVerifier as random } from 'oauth4webapi';
import { createAuthFetch } from './auth-fetch.ts';
import { takeCallback } from './callback.ts';
import type { AuthConfig } from './config.ts';
import { asSignInError, SignInError } from './errors.ts';
import { openProvider } from './provider.ts';
import { safeReturnPath } from './return-path.ts';
import { sessionMemory } from './session-memory.ts';
import { openTabs } from './tabs.ts';
import { keepTokens } from './token-keeper.ts';
import type { SignedInUser } from './user.ts';

/** What happened, in the order it happened. */
export type AuthEvent =
  | { readonly type: 'signed-in'; readonly user: SignedInUser }
  /** `by`: the person here or in another tab; the provider, when it does not renew the session. */
  | { readonly type: 'signed-out'; readonly by: 'person' | 'provider' | 'nobody' }
  /** The page is about to leave for the provider. */
  | { readonly type: 'leaving' }
  | { readonly type: 'failed'; readonly error: SignInError };

/** What signing in has to know, and whom it tells. */
export interface AuthOptions {
  readonly config: AuthConfig;
  /** What {@link takeCallback} took, where that had to be earlier than the configuration was known. */
  readonly callback?: URLSearchParams | null;
  readonly onEvent: (event: AuthEvent) => void;
}

/** How a person comes back from signing in. */
export interface SignInOptions {
  /** Path on this origin to come back to; default the current one. */
  readonly returnTo?: string;
}

/** Signing in and out of one app in one tab. Tokens live in memory and nowhere else. */
export interface Auth {
  /** Once per page load: takes the provider's answer, or finds that nobody is signed in. `auto`: then signs in at once. */
  start(auto: boolean): Promise<void>;
  /** The person's own wish; leaves the page. */
  signIn(options?: SignInOptions): Promise<void>;
  /** Ends the session everywhere (OpenID Connect RP-Initiated Logout 1.0); leaves the page. */
  signOut(): Promise<void>;
  /** `fetch` for the app's own API. */
  readonly fetch: typeof fetch;
  /** Null: nobody is signed in. */
  readonly user: SignedInUser | null;
}

/** OAuth 2.0 for browser-based apps: authorization code with PKCE, refresh tokens, top-level redirects, no iframes. */
export function createAuth({ config, onEvent, callback: answer = takeCallback() }: AuthOptions): Auth {
  const memory = sessionMemory(config.clientId);
  const provider = openProvider(config);
  let auto = false;
  let leaving = false;
  const keeper = keepTokens(provider, openTabs(config.clientId), {
    onTokens: ({ user }) => onEvent({ type: 'signed-in', user }),
    onEnded: (byPerson) => {
      memory.signedOut = byPerson;
      onEvent({ type: 'signed-out', by: byPerson ? 'person' : 'provider' });
      if (auto && !byPerson) void signInAutomatically(currentPath());
    },
  });

  const fail = (cause: unknown) =>
    onEvent({
      type: 'failed',
      error: asSignInError(cause, 'invalid'),
    });

  async function leave(returnTo: string, go: (url: string) => void): Promise<void> {
    leaving = true;
    onEvent({ type: 'leaving' });
    try {
      if (!window.isSecureContext) throw new SignInError('insecure');
      const transaction = {
        state: random(),
        nonce: random(),
        verifier: random(),
        returnTo,
      };
      const url = await provider.authorizationUrl(transaction);
      memory.begin(transaction);
      go(url);
    } catch (error) {
      leaving = false;
      fail(error);
    }
  }

  async function signInAutomatically(returnTo: string): Promise<void> {
    if (memory.signedOut) return onEvent({ type: 'signed-out', by: 'person' });
    if (!memory.mayTry()) return fail(new SignInError('loop'));
    // Replaced, so that "back" does not lead into the next sign-in.
    return leave(returnTo, (url) => location.replace(url));
  }

  async function start(): Promise<void> {
    const transaction = answer === null ? null : memory.take();
    // A bookmarked or repeated callback has no transaction, a foreign one another state: begin anew, without a fuss.
    if (answer === null || transaction === null || answer.get('state') !== transaction.state) {
      if (!auto) return onEvent({ type: 'signed-out', by: 'nobody' });
      return signInAutomatically(currentPath());
    }
    history.replaceState(null, '', safeReturnPath(transaction.returnTo));
    try {
      keeper.accept(await provider.exchange(answer, transaction));
      memory.signedOut = false;
    } catch (error) {
      fail(error);
    }
  }

  watchPerson(memory.forgetTries);
  // A page that comes back from the cache must not stay half-way out.
  addEventListener('pageshow', (event) => {
    if (event.persisted && leaving) location.reload();
  });

  return {
    start: (automatically) => {
      auto = automatically;
      return start();
    },
    signIn: ({ returnTo = currentPath() } = {}) => {
      memory.signedOut = false;
      memory.forgetTries();
      return leave(returnTo, (url) => location.assign(url));
    },
    signOut: async () => {
      const idToken = keeper.current?.idToken;
      memory.signedOut = true;
      keeper.end();
      onEvent({ type: 'signed-out', by: 'person' });
      try {
        const url = await provider.endSessionUrl(idToken);
        if (url !== null) location.assign(url);
      } catch (error) {
        fail(error);
      }
    },
    fetch: createAuthFetch(keeper.fresh, memory.forgetTries),
    get user() {
      return keeper.current?.user ?? null;
    },
  };
}

const currentPath = () => location.pathname + location.search + location.hash;

/** A person who reloads or clicks is not a loop; nor is a sign-in whose token the app's own server takes. */
function watchPerson(forget: () => void): void {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (entry?.type === 'reload') forget();
  addEventListener('click', forget, true);
}
