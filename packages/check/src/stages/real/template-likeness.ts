import type { FileSet } from '@scalr/fileset';

const TELLING = /^(?:frontend\/src\/pages|backend\/src\/(?:models|routes))\/.+\.(?:tsx|ts|py)$/;

/**
 * Files of the template that an app still has as they were; empty: it has become something of its own. Only what says
 * what an app is for counts: its pages, records and routes.
 */
export function untouched(app: FileSet, template: FileSet): readonly string[] {
  const own = [...app.keys()].filter((path) => TELLING.test(path));
  const same = own.filter((path) => {
    const written = textOf(app.get(path)!.content);
    const sources = [path, path.replace(/^backend\//, 'backend-fastapi/')];
    return sources.some((source) => template.has(source) && textOf(template.get(source)!.content) === written);
  });
  // A record of the template may stay beside new ones; its page at the front may not.
  const isTemplate = same.length === own.length || same.includes('frontend/src/pages/index.tsx');
  return isTemplate ? same : [];
}

function textOf(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}
