import { Refusal } from '../refusal.ts';

/** The options of one router, service or middleware. Each must be asked for: what nobody asked for is unknown. */
export class LabelGroup {
  readonly #prefix: string;
  readonly #options: Map<string, string>;

  /** @param prefix of the labels, which an error names */
  constructor(prefix: string, options: Readonly<Record<string, string>>) {
    this.#prefix = prefix;
    this.#options = new Map(Object.entries(options));
  }

  /** Undefined: the label is not there. */
  find(key: string): string | undefined {
    const value = this.#options.get(key);
    this.#options.delete(key);
    return value;
  }

  text(key: string): string {
    const value = this.find(key);
    if (value === undefined) throw new Refusal(`the label ${this.#prefix}.${key} is missing`);
    return value;
  }

  whole(key: string): number {
    const value = this.text(key);
    if (!/^\d+$/.test(value)) throw new Refusal(`the label ${this.#prefix}.${key} is no whole number: ${value}`);
    return Number(value);
  }

  /** `a,b`; left out or empty: none. */
  list(key: string): readonly string[] {
    return (this.find(key) ?? '')
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  }

  /** All below `<key>.`, by what follows. */
  below(key: string): Readonly<Record<string, string>> {
    const names = [...this.#options.keys()].filter((each) => each.startsWith(`${key}.`));
    return Object.fromEntries(names.map((name) => [name.slice(key.length + 1), this.text(name)]));
  }

  /** @throws Refusal where a label is left */
  end(): void {
    const [first] = this.#options.keys();
    if (first !== undefined) throw new Refusal(`the stand-in does not know the label ${this.#prefix}.${first}`);
  }
}
