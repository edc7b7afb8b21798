import { catalogue } from '@scalr/errors';

/** What can go wrong while one image takes the place of another. */
export const releaseErrors = catalogue({
  notBuilt: {
    code: 'RELEASE_NOT_BUILT',
    title: 'The sources do not build',
    kind: 'user',
    message: (d: { slug: string; lines: string }) =>
      `${d.slug} could not be built, so what served serves on:\n${d.lines}`,
    fix: (d) => `mend what the last lines say, then ./scalr deploy ${d.slug}`,
  },
  notHealthy: {
    code: 'RELEASE_NOT_HEALTHY',
    title: 'A new release does not come up',
    kind: 'user',
    message: (d: { container: string; why: string; lines: string }) =>
      `the new ${d.container} ${d.why}, so it was removed again; it said last:\n${d.lines}`,
    fix: () => 'mend the app: ./scalr check on a machine of yours; then ./scalr deploy',
  },
  imageGone: {
    code: 'RELEASE_IMAGE_GONE',
    title: 'The image of a release is not there any more',
    kind: 'environment',
    message: (d: { image: string }) => `the image ${d.image} was removed from this Docker`,
    fix: () => 'git checkout the commit that ./scalr releases names, then ./scalr deploy',
  },
  routesChanged: {
    code: 'RELEASE_ROUTES_CHANGED',
    title: 'The addresses of the app changed too',
    kind: 'user',
    message: (d: { slug: string }) =>
      `the edge is told otherwise of ${d.slug} than of what serves (its manifest or the domain changed), and of one app it takes one word only`,
    fix: (d) => `./scalr up applies the addresses, with the app away for a moment; then ./scalr deploy ${d.slug}`,
  },
});
