import type { FrontendKind } from '@scalr/plan';

const SCRIPT = /<script\b((?:[^"'>]|"[^"]*"|'[^']*')*)>([\s\S]*?)<\/script\s*>/gi;
const TAG = /<[a-z][\w:-]*((?:[^"'>]|"[^"]*"|'[^']*')*)>/gi;
const VALUE = /=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/g;

/** What of a page its policy would refuse; null: nothing. Only a site's lets pages have styles of their own. */
export function inlineCode(html: string, kind: FrontendKind): string | null {
  const text = html.replace(/<!--[\s\S]*?-->/g, '');
  for (const [, attributes = '', body = ''] of text.matchAll(SCRIPT)) {
    const data = /\btype\s*=\s*["']?(?:application\/(?:ld\+)?json)/i.test(attributes);
    if (body.trim() !== '' && !data) return 'a <script> without src';
  }
  const rest = text.replace(SCRIPT, '<script$1></script>');
  if (kind === 'page' && /<style[\s>]/i.test(rest)) return 'a <style>';
  for (const [, attributes = ''] of rest.matchAll(TAG)) {
    const names = attributes.replace(VALUE, '=');
    if (kind === 'page' && /\sstyle=/i.test(names)) return 'a style attribute';
    if (/\son[a-z]+=/i.test(names)) return 'an event handler attribute';
    if (/=\s*["']?\s*javascript:/i.test(attributes)) return 'a javascript: URL';
  }
  return null;
}
