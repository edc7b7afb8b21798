import { pageCollections } from '@scalr/site/content';
import { SITE } from '../site.ts';

export const collections = pageCollections(SITE);
