/** `get-note by_id` as `getNoteById`: fit to be the name of a value. */
export function valueName(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word, i) => (i === 0 ? word : capital(word))).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `x${capital(joined)}`;
}

/** `note_page` as `NotePage`: fit to be the name of a type. */
export function typeName(text: string): string {
  return capital(valueName(text));
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Gives every name once: the second `Note` is `Note2`. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  take(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${wanted}${count}`;
    this.#taken.add(name);
    return name;
  }
}
