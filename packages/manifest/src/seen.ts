import { codePoint } from './hidden-characters.ts';
import { secretShape } from './secret-shape.ts';

/** A value as an error message may show it: short, on one line, foreign letters named, secrets masked. */
export function seen(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  if (secretShape(value) !== undefined) return 'something that looks like a secret (not shown)';
  const short = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  const foreign = [...new Set(short.match(/[^\p{ASCII}…]/gu) ?? [])].slice(0, 5);
  const named = foreign.map((character) => (/\p{L}/u.test(character) ? `${character} ` : '') + codePoint(character));
  const shown = JSON.stringify(short).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => codePoint(character));
  return named.length === 0 ? shown : `${shown} (with ${named.join(', ')})`;
}
