/** A person sees a page telling of progress after this long. */
const PAGE_AFTER_MS = 2_000;

/** How long one request may wait for its upstream, however often that falls asleep again meanwhile. */
export class WakeHold {
  #timer: NodeJS.Timeout | null = null;
  readonly #onTooLong: () => void;

  constructor(onTooLong: () => void) {
    this.#onTooLong = onTooLong;
  }

  /** `navigation`: a person looks at it. Called again it goes on with the time that is left. */
  begin(wakeSeconds: number, navigation: boolean): void {
    if (this.#timer !== null) return;
    const wakeMs = wakeSeconds * 1000;
    const patience = navigation ? Math.min(PAGE_AFTER_MS, wakeMs) : wakeMs;
    this.#timer = setTimeout(this.#onTooLong, patience);
  }

  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
