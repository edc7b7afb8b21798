export { buildSite } from './build-site.ts';
export { siteErrors } from './errors.ts';
export type { SitePlace } from './site-place.ts';
export { siteSources } from './site-sources.ts';
