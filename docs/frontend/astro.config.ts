import { siteConfig } from '@scalr/site/config';
import { SITE } from './site.ts';

export default await siteConfig({ ...SITE, styles: [], plugins: [] });
