/**
 * JSON with sorted keys, two spaces and a final newline: equal values print equal text, whatever
 * order they were made in. Follows `JSON.stringify` for `undefined`, `toJSON` and non-finite numbers.
 */
export function printJson(value: unknown): string {
  return `${JSON.stringify(value, sortKeys, 2)}\n`;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(sorted);
}
