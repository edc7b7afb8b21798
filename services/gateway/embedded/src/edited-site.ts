import type { AssetFolder } from './asset-folder.ts';
import type { Waiter, WakeFailure } from './upstream.ts';

/** A site whose sources may change at any time: each request waits until its build is known to be what they say. */
export class EditedSite {
  readonly slug: string;
  /** The newest build; null: nobody has asked yet. */
  folder: AssetFolder | null = null;
  /** When the build was asked for; null: nobody waits. */
  askedAt: number | null = null;
  readonly #waiters = new Set<Waiter>();
  readonly #ask: (slug: string) => void;

  constructor(slug: string, ask: (slug: string) => void) {
    this.slug = slug;
    this.#ask = ask;
  }

  wait(waiter: Waiter): void {
    this.#waiters.add(waiter);
    if (this.askedAt !== null) return;
    this.askedAt = performance.now();
    this.#ask(this.slug);
  }

  leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
  }

  built(folder: AssetFolder): void {
    this.folder = folder;
    for (const waiter of this.#takeWaiters()) waiter.onAwake();
  }

  unbuilt(failure: WakeFailure): void {
    for (const waiter of this.#takeWaiters()) waiter.onFailed(failure);
  }

  #takeWaiters(): Waiter[] {
    this.askedAt = null;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }
}
