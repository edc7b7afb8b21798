/** A screen: what a model reads with attention. */
const LINES = 150;
const CHARACTERS = 12_000;

/** The beginning of a text that is too long, and what was left out. */
export function shorten(text: string): string {
  const lines = text.split('\n');
  let kept = lines.slice(0, LINES).join('\n');
  if (kept.length > CHARACTERS) kept = kept.slice(0, CHARACTERS).replace(/[\ud800-\udbff]$/, '');
  if (kept.length === text.length) return text;
  const left = lines.length - kept.split('\n').length;
  return `${kept}\n… ${left > 0 ? `${left} more lines` : `${text.length - kept.length} more characters`} left out; ask for less`;
}
