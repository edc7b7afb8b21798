import { addressKey } from './rate-limit.ts';

/** Open connections by client address. */
export class AddressCount {
  readonly #open = new Map<string, number>();

  /** False when the address has `limit` of them already; then nothing is counted. */
  enter(address: string, limit: number): boolean {
    const key = addressKey(address);
    const open = this.#open.get(key) ?? 0;
    if (open >= limit) return false;
    this.#open.set(key, open + 1);
    return true;
  }

  leave(address: string): void {
    const key = addressKey(address);
    const open = this.#open.get(key) ?? 0;
    if (open <= 1) this.#open.delete(key);
    else this.#open.set(key, open - 1);
  }
}
