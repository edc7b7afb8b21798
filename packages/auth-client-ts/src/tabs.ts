import { rebase, secondsLeft, type TokenSet } from './token-set.ts';

type Message =
  | { readonly type: 'tokens'; readonly tokens: TokenSet; readonly left: number }
  | { readonly type: 'ask'; readonly newerThan: number }
  | { readonly type: 'signed-out' };

interface Mark {
  readonly generation: number;
  readonly family: string;
}

/**
 * The tabs of this app in this browser: one token request at a time, and every tab learns its outcome.
 * `localStorage` holds a counter and a random family name, never a token.
 */
export function openTabs(clientId: string) {
  const name = `scalr.auth.${clientId}`;
  const channel = new BroadcastChannel(name);
  const post = (message: Message) => channel.postMessage(message);
  return {
    listen(on: { tokens(tokens: TokenSet): void; signedOut(): void; current(): TokenSet | null }): void {
      channel.onmessage = ({ data }: MessageEvent<Message>) => {
        if (data.type === 'tokens') on.tokens(rebase(data.tokens, data.left));
        if (data.type === 'signed-out') on.signedOut();
        const mine = on.current();
        if (data.type === 'ask' && mine !== null && mine.generation > data.newerThan) {
          post({ type: 'tokens', tokens: mine, left: secondsLeft(mine) });
        }
      };
    },
    tell: (tokens: TokenSet) => post({ type: 'tokens', tokens, left: secondsLeft(tokens) }),
    ask: (newerThan: number) => post({ type: 'ask', newerThan }),
    tellSignedOut: () => post({ type: 'signed-out' }),
    /** Only one tab at a time; where the browser has no locks, only within this tab. */
    alone: <T>(work: () => Promise<T>): Promise<T> =>
      navigator.locks === undefined ? work() : navigator.locks.request(name, work),
    get mark(): Mark {
      try {
        return (JSON.parse(localStorage.getItem(name) ?? 'null') as Mark | null) ?? { generation: 0, family: '' };
      } catch {
        return { generation: 0, family: '' };
      }
    },
    set mark(mark: Mark) {
      try {
        localStorage.setItem(name, JSON.stringify(mark));
      } catch {
        // Forbidden storage: each tab then stands alone.
      }
    },
  };
}

export type Tabs = ReturnType<typeof openTabs>;
