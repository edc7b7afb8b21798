import { dirname, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro/content/config';
import type { Loader, LoaderContext } from 'astro/loaders';
import { z } from 'astro/zod';
import { withDiagrams } from './diagrams.ts';
import { type FrontPage, frontPage, notFoundPage } from './front-page.ts';
import { twinUrl } from './page.ts';
import { readPages, type SiteFolder } from './read-pages.ts';

/** What a page may say beside what Starlight knows; read by the components. */
const SCHEMA = z.object({
  /** Address of the same as Markdown. */
  twin: z.string().optional(),
  hasDiagram: z.boolean().default(false),
});

type Site = FrontPage & Pick<SiteFolder, 'appFolder' | 'titles'>;

/** For `src/content.config.ts`: every page of the site's sources, a front page, and the one for wrong addresses. */
export function pageCollections(site: Site) {
  return { docs: defineCollection({ loader: pageLoader(site), schema: docsSchema({ extend: SCHEMA }) }) };
}

function pageLoader(site: Site): Loader {
  return {
    name: 'scalr-pages',
    load: async (context) => {
      const root = dirname(fileURLToPath(context.config.srcDir));
      const pages = await readPages({ root, appFolder: site.appFolder, titles: site.titles });
      context.store.clear();
      await Promise.all([
        put(context, frontPage(site, pages)),
        put(context, notFoundPage),
        ...pages.map(({ id, file, title, description, body, hasDiagram }) => {
          const data = { title, ...(description === '' ? {} : { description }), twin: twinUrl(id), hasDiagram };
          return put(context, { id, file, body: withDiagrams(body), data });
        }),
      ]);
    },
  };
}

interface Entry {
  readonly id: string;
  readonly file?: string;
  readonly body: string;
  readonly data: Record<string, unknown>;
}

async function put({ config, store, parseData, renderMarkdown }: LoaderContext, entry: Entry): Promise<void> {
  const { id, file, body } = entry;
  const root = fileURLToPath(config.root);
  const data = await parseData({ id, data: entry.data, ...(file === undefined ? {} : { filePath: file }) });
  const rendered = await renderMarkdown(body, file === undefined ? {} : { fileURL: pathToFileURL(file) });
  store.set({ id, data, body, rendered, ...(file === undefined ? {} : { filePath: relative(root, file) }) });
}
