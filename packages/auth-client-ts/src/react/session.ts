import { type Auth, type AuthEvent, createAuth, type SignInOptions } from '../auth.ts';
import { takeCallback } from '../callback.ts';
import { type AppConfig, loadAppConfig } from '../config.ts';
import { asSignInError } from '../errors.ts';
import { type AuthState, INITIAL_STATE, reduceAuth } from './auth-state.ts';

/** What React looks at: one for a page load, however often components mount. */
export interface Session {
  subscribe(listener: () => void): () => void;
  state(): AuthState;
  /** Null until loaded. */
  config(): AppConfig | null;
  signIn(options?: SignInOptions): Promise<void>;
  signOut(): Promise<void>;
  /** After an error: from the point where it went wrong. */
  retry(): void;
  readonly fetch: typeof fetch;
}

let session: Session | null = null;

/** One for the page: StrictMode mounts twice and signs in once. */
export function openSession(configUrl: string | undefined, autoSignIn: boolean): Session {
  session ??= createSession(configUrl, autoSignIn);
  return session;
}

function createSession(configUrl: string | undefined, autoSignIn: boolean): Session {
  const callback = takeCallback();
  const listeners = new Set<() => void>();
  let state: AuthState = INITIAL_STATE;
  let config: AppConfig | null = null;
  let auth: Auth | null = null;

  function dispatch(event: AuthEvent): void {
    state = reduceAuth(state, event);
    for (const listener of listeners) listener();
  }

  async function open(): Promise<void> {
    try {
      config = await loadAppConfig(configUrl);
      auth = createAuth({ config, callback, onEvent: dispatch });
      await auth.start(autoSignIn && config.authRequired);
    } catch (cause) {
      dispatch({
        type: 'failed',
        error: asSignInError(cause, 'config'),
      });
    }
  }

  void open();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    config: () => config,
    signIn: async (options) => auth?.signIn(options),
    signOut: async () => auth?.signOut(),
    retry: () => {
      dispatch({ type: 'leaving' });
      void (auth === null ? open() : auth.signIn());
    },
    fetch: (input, init) => (auth === null ? fetch(input, init) : auth.fetch(input, init)),
  };
}
