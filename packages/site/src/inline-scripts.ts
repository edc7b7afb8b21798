import { createHash } from 'node:crypto';

export interface MovedScripts {
  readonly html: string;
  /** Path in the site to what the file holds. */
  readonly files: ReadonlyMap<string, string>;
}

const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi;
const DATA = /\btype\s*=\s*["']?(?!module\b|text\/javascript)[^\s"'>]/i;

/**
 * A page without scripts of its own, which the content security policy forbids: each becomes a file that is loaded
 * where it stood. It has no `defer`, so it runs before the rest of the page is shown, as it did; `type="module"` stays.
 */
export function moveInlineScripts(html: string): MovedScripts {
  const files = new Map<string, string>();
  const moved = html.replace(SCRIPT, (whole, attributes: string, code: string) => {
    if (/\ssrc\s*=/i.test(attributes) || DATA.test(attributes)) return whole;
    if (code.trim() === '') return '';
    const path = `assets/inline-${createHash('sha256').update(code).digest('hex').slice(0, 12)}.js`;
    files.set(path, code);
    return `<script${attributes} src="/${path}"></script>`;
  });
  return { html: moved, files };
}
