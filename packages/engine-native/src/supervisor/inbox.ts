/** Messages of one child: whoever waits for one gets it, also when it came before the waiting began. */
export class Inbox {
  #received: unknown[] = [];
  readonly #listeners = new Set<(message: unknown) => void>();

  /** Given to the child as `onMessage`. */
  readonly deliver = (message: unknown): void => {
    this.#received.push(message);
    for (const listener of this.#listeners) listener(message);
  };

  /** Forgets a former child's messages. */
  reset(): this {
    this.#received = [];
    return this;
  }

  /** The first message with this `type`. Rejects when `signal` says that none will come. */
  first(type: string, signal: AbortSignal): Promise<{ readonly type: string }> {
    return new Promise((resolve, reject) => {
      const listener = (message: unknown) => {
        if (typeOf(message) !== type) return;
        this.#listeners.delete(listener);
        resolve(message as { readonly type: string });
      };
      this.#listeners.add(listener);
      for (const message of this.#received) listener(message);
      signal.addEventListener('abort', () => reject(new Error('it ended before it was ready')), { once: true });
    });
  }
}

/** The `type` of a message, if it is one of ours. */
function typeOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  return typeof message.type === 'string' ? message.type : null;
}
