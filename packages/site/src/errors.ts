import { catalogue } from '@scalr/errors';

type Site = { readonly slug: string };

/** What is wrong with a site that is made of pages in Markdown. */
export const siteErrors = catalogue({
  buildFailed: {
    code: 'SITE_BUILD_FAILED',
    title: 'A site does not build',
    kind: 'user',
    message: ({ slug, detail }: Site & { detail: string }) => `the site of ${slug} does not build: ${detail}`,
    fix: ({ place }: Site & { place: string }) => `correct ${place}, then load the page again or run ./scalr up`,
  },
});
