import { SignInError } from './errors.ts';
import type { Grant, Provider } from './provider.ts';
import type { Tabs } from './tabs.ts';
import { secondsLeft, type TokenSet } from './token-set.ts';

/** Refreshed when less than this is left, so that a token does not die on its way. */
const MARGIN_SECONDS = 20;
const WAIT_MS = 500;

export interface KeeperEvents {
  /** New tokens, from here or from another tab. */
  onTokens(tokens: TokenSet): void;
  /** The session is over: here, in another tab, or at the provider. */
  onEnded(signedOutByPerson: boolean): void;
}

/** Holds the tokens of this tab and keeps them fresh: one request however many ask, in however many tabs. */
export function keepTokens(provider: Provider, tabs: Tabs, events: KeeperEvents) {
  let current: TokenSet | null = null;
  let refreshing: Promise<TokenSet> | null = null;
  let heard = () => {};

  function adopt(tokens: TokenSet): void {
    // A tab where nobody signed in yet stays as it is: its own redirect decides who that is.
    if (current === null || tokens.generation <= current.generation) return;
    if (tokens.user.subject !== current.user.subject) return;
    current = tokens;
    heard();
    events.onTokens(tokens);
  }

  function drop(signedOutByPerson: boolean): void {
    if (current === null) return;
    current = null;
    events.onEnded(signedOutByPerson);
  }

  function take(grant: Grant, family: string): TokenSet {
    const generation = tabs.mark.generation + 1;
    tabs.mark = { generation, family };
    // What an answer does not bring anew stays: OpenID Connect Core §12.2.
    current = { ...current, ...grant, generation, family, receivedAt: [performance.now(), Date.now()] } as TokenSet;
    tabs.tell(current);
    events.onTokens(current);
    return current;
  }

  /** Inside the lock. Another tab may have been here before: then its tokens are ours. */
  async function refreshAlone(old: TokenSet): Promise<TokenSet> {
    if (tabs.mark.generation > (current ?? old).generation) await newsFromOthers();
    if (current === null) throw new SignInError('signedOut');
    if (current.generation > old.generation) return current;
    // Newer tokens exist and nobody has them any more: our refresh token is spent, and using it would end the session.
    const spent = tabs.mark.generation > current.generation && tabs.mark.family === current.family;
    const grant = spent || !current.refreshToken ? null : await provider.refresh(current.refreshToken);
    // Signed out meanwhile, over at the provider, or suddenly somebody else.
    if (current === null || grant === null || (grant.user && grant.user.subject !== current.user.subject)) {
      drop(false);
      throw new SignInError('signedOut');
    }
    return take(grant, old.family);
  }

  /** What another tab told before it left the lock may still be on its way. */
  function newsFromOthers(): Promise<void> {
    return new Promise((resolve) => {
      heard = resolve;
      setTimeout(resolve, WAIT_MS);
    });
  }

  tabs.listen(adopt, () => drop(true));

  return {
    get current(): TokenSet | null {
      return current;
    },
    /** After a sign-in. */
    accept: (grant: Grant): TokenSet => take(grant, crypto.randomUUID()),
    /**
     * A token with life left; `refused` is one that a server did not take. Null: nobody is signed in.
     * Throws `AUTH_SIGNED_OUT` when the session turns out to be over, `AUTH_UNREACHABLE` when nobody can tell.
     */
    async fresh(refused?: string): Promise<string | null> {
      if (current === null) return null;
      if (current.accessToken !== refused && secondsLeft(current) > MARGIN_SECONDS) return current.accessToken;
      const old = current;
      refreshing ??= tabs
        .alone(() => refreshAlone(old))
        .finally(() => {
          refreshing = null;
        });
      return (await refreshing).accessToken;
    },
    /** Forgets everything here and in the other tabs. */
    end(): void {
      current = null;
      tabs.tellSignedOut();
    },
  };
}
