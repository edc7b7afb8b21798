import type { Manifest } from '@scalr/manifest';

/** Slug of the app that shows the tiles. */
export const HUB_SLUG = 'portal';

export const isHub = ({ slug, kind }: Pick<Manifest, 'slug' | 'kind'>): boolean =>
  slug === HUB_SLUG && kind === 'platform';
