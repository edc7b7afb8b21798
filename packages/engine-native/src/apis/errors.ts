import { catalogue } from '@scalr/errors';

/** What keeps the API of a backend from being read out of its sources. */
export const apiErrors = catalogue({
  notDescribed: {
    code: 'BACKEND_NOT_DESCRIBED',
    title: 'The API of a backend cannot be read',
    kind: 'user',
    message: (d: { slug: string; detail: string }) =>
      `the backend of ${d.slug} cannot be loaded, so nobody knows what its API is: ${d.detail}`,
    fix: (d: { place: string }) => `correct ${d.place}`,
  },
});
