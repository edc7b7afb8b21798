/** Anchor of a heading, as code hosts and the documentation site make it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** Headings of one page: two that would get the same anchor are a mistake, for the second would get another later. */
export function headings(page: string): (heading: string) => string {
  const given = new Set<string>();
  return (heading) => {
    const anchor = anchorOf(heading);
    if (given.has(anchor)) throw new Error(`${page} has two headings with the anchor ${anchor}`);
    given.add(anchor);
    return heading;
  };
}

/** Codes in prose as links to what they mean. */
export function linkCodes(text: string, codes: ReadonlySet<string>): string {
  return text.replace(/(?<!\[)`([A-Z][A-Z0-9_]+)`/g, (said, name: string) =>
    codes.has(name) ? `[${said}](errors.md#${name.toLowerCase()})` : said,
  );
}

/** The first sentence of a text, for a table. */
export function firstSentence(text: string): string {
  const [paragraph = ''] = text.split('\n\n');
  return /^.*?\.(?=\s|$)/.exec(paragraph)?.[0] ?? paragraph.replace(/:$/, '.');
}
