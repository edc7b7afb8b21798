import { parseDocument } from 'yaml';

/** Line of a value in a JSON text, which is YAML 1.2 as well; of the nearest place above it that is there. */
export function lineOf(text: string, path: readonly (string | number)[]): number | null {
  const document = parseDocument(text);
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] | null } | undefined;
    const [start] = node?.range ?? [];
    if (start !== undefined) return text.slice(0, start).split('\n').length;
  }
  return null;
}
