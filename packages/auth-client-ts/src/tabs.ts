import { rebase, secondsLeft, type TokenSet } from './token-set.ts';

type Message =
  | { readonly type: 'tokens'; readonly tokens: TokenSet; readonly left: number }
  | { readonly type: 'signed-out' };

interface Mark {
  readonly generation: number;
  readonly family?: string;
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
    listen(onTokens: (tokens: TokenSet) => void, onSignedOut: () => void): void {
      channel.onmessage = ({ data }: MessageEvent<Message>) => {
        if (data.type === 'tokens') onTokens(rebase(data.tokens, data.left));
        else onSignedOut();
      };
    },
    tell: (tokens: TokenSet) => post({ type: 'tokens', tokens, left: secondsLeft(tokens) }),
    tellSignedOut: () => post({ type: 'signed-out' }),
    /** Only one tab at a time. Web Locks are there wherever a sign-in is possible at all: in secure contexts. */
    alone: <T>(work: () => Promise<T>): Promise<T> => navigator.locks.request(name, work),
    get mark(): Mark {
      return JSON.parse(localStorage.getItem(name) ?? '{"generation":0}') as Mark;
    },
    set mark(mark: Mark) {
      localStorage.setItem(name, JSON.stringify(mark));
    },
  };
}

export type Tabs = ReturnType<typeof openTabs>;
