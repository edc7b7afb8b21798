/** One tab's notes for one client: how a sign-in began, how often, and that it ended. Never a token. */
export interface Transaction {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
}

const LIMIT = 3;
const WINDOW_MS = 60_000;

/** In `sessionStorage`, for this tab. */
export function sessionMemory(clientId: string) {
  const store = sessionStorage;
  const name = (key: string) => `scalr.auth.${clientId}.${key}`;
  return {
    begin: (transaction: Transaction) => store.setItem(name('transaction'), JSON.stringify(transaction)),
    /** Read and deleted at once: a callback counts a single time, whoever asks twice. */
    take(): Transaction | null {
      const text = store.getItem(name('transaction'));
      store.removeItem(name('transaction'));
      return parse<Transaction>(text);
    },
    get signedOut(): boolean {
      return store.getItem(name('signed-out')) !== null;
    },
    set signedOut(value: boolean) {
      if (value) store.setItem(name('signed-out'), '1');
      else store.removeItem(name('signed-out'));
    },
    /** Counts an automatic sign-in; false: three within a minute, no more. */
    mayTry(): boolean {
      const now = Date.now();
      const recent = (parse<number[]>(store.getItem(name('tries'))) ?? []).filter(
        (time) => Math.abs(now - time) < WINDOW_MS,
      );
      if (recent.length >= LIMIT) return false;
      store.setItem(name('tries'), JSON.stringify([...recent, now]));
      return true;
    },
    forgetTries: () => store.removeItem(name('tries')),
  };
}

/** Null for what is not there, as `JSON.parse(null)` has it. */
const parse = <T>(text: string | null): T | null => JSON.parse(text as string) as T | null;
