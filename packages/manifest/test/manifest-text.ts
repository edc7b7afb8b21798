import { parseManifest } from '@scalr/manifest';

export const file = 'apps/products/hello/app.manifest.yml';
export const folder = 'apps/products/hello';
export const LINES: Readonly<Record<string, string>> = {
  manifest_version: '1',
  id: '3f2b8c1e-9d1b-4c55-8a55-1b2c3d4e5f60',
  slug: 'hello',
  name: 'Hello',
  kind: 'product',
  description: 'Says hello.',
  created: '2026-11-22',
  owner: 'Platform team',
};

/** The smallest manifest there is, with some lines other than usual; `null` leaves one out. */
export function manifest(lines: Readonly<Record<string, string | null>> = {}): string {
  return Object.entries({ ...LINES, ...lines })
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

/** What is wrong with a text; nothing: it is a manifest. */
export function problemsOf(text: string | Uint8Array, at?: string) {
  const parsed = parseManifest(text, { file, ...(at === undefined ? {} : { folder: at }) });
  return parsed.ok ? [] : parsed.problems;
}
/** Code, line and pointer of each problem. */
export const codes = (text: string | Uint8Array) =>
  problemsOf(text).map(({ code, line, pointer }) => [code, line, pointer]);
