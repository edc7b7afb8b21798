export { buildSite, type SitePlace } from './build-site.ts';
