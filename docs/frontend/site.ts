import { join } from 'node:path';
import type { SiteOptions } from '@scalr/site/config';
import { SECTIONS } from './sections.ts';

const content = join(import.meta.dirname, '..', 'content');

/** What both halves of the build know: `astro.config.ts` and `src/content.config.ts`. */
export const SITE = {
  root: import.meta.dirname,
  appFolder: 'docs',
  // In an app it bears the name of the app.
  titles: { 'agent-instructions': 'What an agent is told' },
  title: 'SCALR',
  description:
    'Many small web apps on one machine, with one sign-in: an app is a folder, and one command runs them all.',
  sections: SECTIONS,
  llms: join(content, 'llms.txt'),
  look: {
    light: join(content, 'images', 'portal.png'),
    dark: join(content, 'images', 'portal-dark.png'),
    alt: 'The portal: a greeting, and a tile for every app this person may open',
  },
} satisfies Partial<SiteOptions>;
