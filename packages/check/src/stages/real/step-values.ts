/** Puts saved values into every text of a step: `{{id}}`. A name nobody saved stays as it is, and so is seen. */
export function withValues<T>(value: T, values: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') {
    return value.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values.get(name) ?? whole) as T;
  }
  if (Array.isArray(value)) return value.map((one) => withValues(one, values)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [withValues(key, values), withValues(inner, values)]);
  return Object.fromEntries(entries) as T;
}

/** RFC 6901; undefined: there is nothing at it. */
export function atPointer(document: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<unknown>((value, step) => {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }, document);
}

/**
 * Where `actual` is not what `expected` names; null: it is. What is not named does not matter; of a list, each expected
 * element has to be somewhere in it.
 */
export function difference(expected: unknown, actual: unknown, pointer = ''): string | null {
  const said = `${pointer === '' ? 'the body' : pointer} is ${JSON.stringify(actual)} and not ${JSON.stringify(expected)}`;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return said;
    const missing = expected.find((one) => actual.every((other) => difference(one, other) !== null));
    return missing === undefined ? null : `${pointer || 'the list'} has no ${JSON.stringify(missing)}`;
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return said;
    for (const [key, inner] of Object.entries(expected)) {
      const found = difference(inner, (actual as Record<string, unknown>)[key], `${pointer}/${key}`);
      if (found !== null) return found;
    }
    return null;
  }
  return expected === actual ? null : said;
}
