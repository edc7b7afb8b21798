const FENCE = /^```mermaid[^\n]*\n([\s\S]*?)^```[ \t]*$/gm;

/**
 * Diagrams as their text, in an element that the page draws in (`components/diagrams.ts`). Whoever has no script, or no
 * eyes for it, reads the text.
 */
export function withDiagrams(body: string): string {
  return body.replace(
    FENCE,
    (_, text: string) => `<pre class="diagram" tabindex="0">${escaped(text.trimEnd())}\n</pre>`,
  );
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
