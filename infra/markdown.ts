/** A cell of a Markdown table: one line, no bar that would end it. */
function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}

/** The first row is the head. */
export function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

/** Paragraphs, one empty line between them, an end of line at the end. */
export function markdownPage(title: string, source: string, parts: readonly string[]): string {
  return `${[`# ${title}`, `<!-- Generated from ${source} by: node infra/generate.ts -->`, ...parts].join('\n\n')}\n`;
}
