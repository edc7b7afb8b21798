import { dirname, join } from 'node:path';
import starlight from '@astrojs/starlight';
import type { AstroUserConfig } from 'astro';
import { passthroughImageService } from 'astro/config';
import type { Plugin } from 'vite';
import type { FrontPage } from '../pages/front-page.ts';
import { readPages, type SiteFolder } from '../pages/read-pages.ts';
import { besidePages } from './beside-pages.ts';
import { sidebarOf } from './sidebar.ts';

export interface SiteOptions extends FrontPage, SiteFolder {
  /** Absolute path of the list of pages for language models, made with links to their Markdown files. */
  readonly llms: string;
  /** Modules of style sheets, after Starlight's own. */
  readonly styles: readonly string[];
  readonly plugins: readonly Plugin[];
}

const bundled = { resolve: { noExternal: ['@astrojs/starlight', 'astro-expressive-code'] } };

const component = (name: string) => join(import.meta.dirname, '..', 'components', `${name}.astro`);

/** What is the same for every site: nothing from elsewhere, nothing inline, pages made of plain Markdown. */
export async function siteConfig(options: SiteOptions): Promise<AstroUserConfig> {
  const { title, description, sections, styles, plugins } = options;
  const pages = await readPages(options);
  return {
    // Pages say no absolute address: a site is served under any domain.
    trailingSlash: 'always',
    build: { assets: 'assets', inlineStylesheets: 'never' },
    image: { service: passthroughImageService() },
    prefetch: false,
    vite: {
      plugins: [...plugins],
      build: { assetsInlineLimit: 0, reportCompressedSize: false },
      // Astro finds packages that need it by the package.json of a site, which an app's frontend does not have.
      environments: { ssr: bundled, prerender: bundled },
    },
    integrations: [
      starlight({
        title,
        description,
        sidebar: sidebarOf(sections, pages),
        customCss: [...styles],
        favicon: '/favicon.svg',
        components: {
          Footer: component('Footer'),
          MarkdownContent: component('MarkdownContent'),
          Search: component('Search'),
          SocialIcons: component('PortalLink'),
        },
        // Tools of a terminal around a command would only be decoration.
        expressiveCode: {
          defaultProps: { frame: 'none' },
          styleOverrides: { borderRadius: '0.625rem', borderColor: 'var(--sl-color-hairline)' },
        },
        markdown: { processedDirs: [...new Set(pages.map(({ file }) => dirname(file)))] },
      }),
      besidePages(options, pages),
    ],
  };
}
