/** What a kind of record is called in each place. */
export interface EntityNames {
  /** `shopping_items` */
  readonly table: string;
  /** `shopping-items`: file, page and path below `/api/`. */
  readonly kebab: string;
  /** `shoppingItems` */
  readonly value: string;
  /** `ShoppingItem` */
  readonly one: string;
  /** `Shopping items` */
  readonly label: string;
}

/** Words of a name in any spelling: `shoppingItems`, `shopping-items`, `shopping_items`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .split(/[-_]+|(?<=[a-z0-9])(?=[A-Z])/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** A singular becomes a plural: tables hold many. */
export function entityNames(name: string): EntityNames {
  const words = wordsOf(name).map((word, i, all) => (i === all.length - 1 ? plural(word) : word));
  const many = words.map(capital).join('');
  return {
    table: words.join('_'),
    kebab: words.join('-'),
    value: camel(words),
    one: singular(many),
    label: capital(words.join(' ')),
  };
}

export function camel(words: readonly string[]): string {
  return words.map((word, i) => (i === 0 ? word : capital(word))).join('');
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function plural(word: string): string {
  if (word.endsWith('s')) return word;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:ch|sh|x|z)$/.test(word) ? `${word}es` : `${word}s`;
}

/** As the app server says it, whose names of routes follow from it. */
function singular(many: string): string {
  if (/(?:ss|us|is)$/.test(many)) return many;
  if (many.endsWith('ies')) return `${many.slice(0, -3)}y`;
  if (/(?:ch|sh|x|z|ss)es$/.test(many)) return many.slice(0, -2);
  return many.endsWith('s') ? many.slice(0, -1) : many;
}
