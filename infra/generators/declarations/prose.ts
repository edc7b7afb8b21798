/**
 * Lines of a comment as Markdown: those of a paragraph are joined, an entry of a list keeps its own line, and an empty
 * one stands before a list.
 */
export function proseOf(lines: readonly string[]): string {
  const blocks: string[] = [];
  let isOpen = false;
  for (const line of lines.map((one) => one.trim())) {
    const last = blocks.at(-1);
    if (line === '') isOpen = false;
    else if (isOpen && last !== undefined && !line.startsWith('- ')) blocks[blocks.length - 1] = `${last} ${line}`;
    else {
      blocks.push(line);
      isOpen = true;
    }
  }
  return blocks
    .map((block, index) => {
      if (index === 0) return block;
      const isNextEntry = block.startsWith('- ') && blocks[index - 1]!.startsWith('- ');
      return `${isNextEntry ? '\n' : '\n\n'}${block}`;
    })
    .join('');
}
