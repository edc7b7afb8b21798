import type { Change } from '../facts.ts';

/**
 * The first heading of a Markdown file, and the paragraph below it, which say the app's name and what it is. A heading
 * that does not hold the name is nobody's but the author's, and stays; so does the paragraph below it.
 */
export function headline(text: string, { from, to }: Change): string {
  const lines = text.split('\n');
  const heading = lines.findIndex((line) => /^#\s/.test(line));
  if (heading === -1 || !mentions(lines[heading]!, from)) return text;
  lines[heading] = `# ${to.name}`;
  let start = heading + 1;
  while (lines[start]?.trim() === '') start += 1;
  let end = start;
  while (end < lines.length && lines[end]!.trim() !== '') end += 1;
  const isProse = start < end && !/^(?:[#>`|-]|\d+\.)/.test(lines[start]!);
  if (isProse && from.description !== to.description) lines.splice(start, end - start, to.description);
  return lines.join('\n');
}

const mentions = (line: string, { name, slug }: Change['from']) => line.includes(name) || line.includes(slug);
