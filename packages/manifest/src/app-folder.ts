import type { Manifest } from './schema.ts';

/** Slug and folder of the app that new ones are made from. It gives way to every other app. */
export const TEMPLATE_SLUG = 'template-app';

const AT_THE_ROOT: readonly string[] = [TEMPLATE_SLUG, 'docs'];

/** Folders an app may lie in, relative to the workspace root; the first is the usual one. */
export function appFolders({ kind, slug }: { kind: Manifest['kind']; slug: string }): readonly string[] {
  if (AT_THE_ROOT.includes(slug)) return [slug];
  const folders: Record<Manifest['kind'], readonly string[]> = {
    product: [`apps/products/${slug}`],
    client: [`clients/${slug}`],
    internal: [`apps/${slug}`, `services/${slug}`],
    platform: [`apps/${slug}`, `services/${slug}`],
  };
  // apps/products is where the products lie, so no app can be called so.
  return folders[kind].filter((folder) => folder !== 'apps/products');
}
