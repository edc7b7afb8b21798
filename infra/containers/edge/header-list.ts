/** Header fields in the order in which they came. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Every value of one field. */
export function valuesOf(headers: HeaderList, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value);
}

export function without(headers: HeaderList, names: readonly string[]): HeaderList {
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()));
}

/** In place of every value that there was; an empty value leaves none. */
export function replaced(headers: HeaderList, name: string, value: string): HeaderList {
  const rest = without(headers, [name]);
  return value === '' ? rest : [...rest, [name, value]];
}

/** Words of a list such as `Connection: close, x-own`, in lower case. */
export function wordsOf(headers: HeaderList, name: string): readonly string[] {
  return valuesOf(headers, name)
    .flatMap((value) => value.split(','))
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
}

/** Fields in the flat order of `rawHeaders`. */
export function pairsOf(raw: readonly string[]): HeaderList {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2]!, raw[index * 2 + 1]!] as const);
}
