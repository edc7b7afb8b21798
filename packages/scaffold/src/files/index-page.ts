import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { Change } from '../facts.ts';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** The title and `<meta name="scalr-app">` of an index.html; every other character stays. */
export function indexPage(text: string, { from, to }: Change): string {
  const edits: { start: number; end: number; text: string }[] = [];
  for (const element of elements(parse(text, { sourceCodeLocationInfo: true }).childNodes)) {
    const place = element.sourceCodeLocation;
    if (element.tagName === 'title' && place?.startTag && place.endTag) {
      const { start, end } = { start: place.startTag.endOffset, end: place.endTag.startOffset };
      const title = element.childNodes.map((node) => ('value' in node ? node.value : '')).join('');
      if (title.trim() === from.name) edits.push({ start, end, text: escapeText(to.name) });
    }
    const attribute = (name: string) => element.attrs.find((one) => one.name === name)?.value;
    if (element.tagName !== 'meta' || attribute('name') === undefined) continue;
    const content = place?.attrs?.content;
    const next = { 'scalr-app': [from.slug, to.slug], description: [from.description, to.description] }[
      attribute('name') as string
    ];
    if (content && next && attribute('content') === next[0]) {
      edits.push({
        start: content.startOffset,
        end: content.endOffset,
        text: `content="${escapeAttribute(next[1] as string)}"`,
      });
    }
  }
  // From the end, so that the places before stay right.
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((page, edit) => page.slice(0, edit.start) + edit.text + page.slice(edit.end), text);
}

function* elements(nodes: readonly Node[]): Generator<Element> {
  for (const node of nodes) {
    if (!('tagName' in node)) continue;
    yield node;
    yield* elements(node.childNodes);
  }
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const escapeAttribute = (text: string) => escapeText(text).replaceAll('"', '&quot;');
