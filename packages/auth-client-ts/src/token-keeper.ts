import { signInErrors } from './errors.ts';
import type { Grant, Provider } from './provider.ts';
import type { Tabs } from './tabs.ts';
import { secondsLeft, type TokenSet } from './token-set.ts';

/** Refreshed when less than this is left, so that a token does not die on its way. */
const MARGIN_SECONDS = 20;
const ASK_MS = 500;

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
  const waiting = new Set<() => void>();

  function adopt(tokens: TokenSet): void {
    // A tab where nobody signed in yet stays as it is: its own redirect decides who that is.
    if (current === null || tokens.generation <= current.generation) return;
    if (tokens.user.subject !== current.user.subject) return;
    current = tokens;
    for (const wake of waiting) wake();
    events.onTokens(tokens);
  }

  function drop(signedOutByPerson: boolean): void {
    if (current === null) return;
    current = null;
    events.onEnded(signedOutByPerson);
  }

  function take(grant: Grant, family: string): TokenSet {
    const user = grant.user ?? current?.user;
    const idToken = grant.idToken ?? current?.idToken;
    if (user === undefined || idToken === undefined) throw signInErrors.error('invalid', undefined);
    const generation = Math.max(tabs.mark.generation, current?.generation ?? 0) + 1;
    tabs.mark = { generation, family };
    current = {
      accessToken: grant.accessToken,
      refreshToken: grant.refreshToken ?? current?.refreshToken ?? null,
      idToken,
      user,
      generation,
      family,
      lifetime: grant.lifetime,
      receivedAt: [performance.now(), Date.now()],
    };
    tabs.tell(current);
    events.onTokens(current);
    return current;
  }

  /** Inside the lock. Another tab may have been here before: then its tokens are ours. */
  async function refreshAlone(old: TokenSet): Promise<TokenSet> {
    if (tabs.mark.generation > (current?.generation ?? 0)) await askOthers(current?.generation ?? 0);
    if (current === null) throw signInErrors.error('signedOut', undefined);
    if (current.generation > old.generation) return current;
    // Newer tokens exist and nobody has them any more: our refresh token is spent, and using it would end the session.
    const spent = tabs.mark.generation > current.generation && tabs.mark.family === current.family;
    const grant = spent || current.refreshToken === null ? null : await provider.refresh(current.refreshToken);
    if (grant === null || (grant.user !== null && grant.user.subject !== current?.user.subject)) {
      drop(false);
      throw signInErrors.error('signedOut', undefined);
    }
    return take(grant, old.family);
  }

  function askOthers(generation: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        waiting.delete(done);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(done, ASK_MS);
      waiting.add(done);
      tabs.ask(generation);
    });
  }

  tabs.listen({ tokens: adopt, signedOut: () => drop(true), current: () => current });

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
