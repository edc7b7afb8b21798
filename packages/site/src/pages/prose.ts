/** Code of any kind and comments, where brackets are no links and `#` is no heading. */
const OPAQUE =
  /^(?<fence>`{3,}|~{3,})[^\n]*\n[\s\S]*?^\k<fence>[ \t]*$|<!--[\s\S]*?-->|(?<ticks>`+)(?!`)(?:(?!\n\n)[\s\S])*?[^`]\k<ticks>(?!`)/gm;

/** Runs `change` on a Markdown text whose code and comments are put aside meanwhile. */
export function changeProse(markdown: string, change: (prose: string, restored: (part: string) => string) => string) {
  const aside: string[] = [];
  const prose = markdown.replace(OPAQUE, (code) => `\uE000${aside.push(code) - 1}\uE001`);
  const restored = (part: string) =>
    part.replace(/\uE000(\d+)\uE001/g, (_, index: string) => aside[Number(index)] ?? '');
  return restored(change(prose, restored));
}

/** Without what is meant for those who edit the file. */
export function withoutComments(markdown: string): string {
  const bare = markdown.replace(OPAQUE, (code) => (code.startsWith('<!--') ? '' : code));
  return bare.replace(/\n{3,}/g, '\n\n');
}

/** First sentence of the first paragraph, as plain text. */
export function firstSentence(body: string): string {
  const prose = body.replace(/<!--[\s\S]*?-->/g, '').replace(/^(`{3,}|~{3,})[\s\S]*?^\1[ \t]*$/gm, '');
  const paragraph = prose
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .find((part) => /^[\p{L}`*_[(]/u.test(part));
  if (paragraph === undefined) return '';
  const plain = paragraph
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<(https?:[^>]*)>/g, '$1')
    .replace(/\s+/g, ' ');
  // What stands in code ends no sentence.
  const sentence = /^(?:`[^`]*`|[^`])*?[.:](?=\s|$)/.exec(plain)?.[0] ?? plain;
  return sentence.replace(/[`*]/g, '').replace(/:$/, '.');
}
