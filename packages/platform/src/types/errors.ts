import { catalogue } from '@scalr/errors';

/** What can be wrong with the generated clients. */
export const typesErrors = catalogue({
  stale: {
    code: 'API_TYPES_STALE',
    title: 'A generated client is not what its backend says',
    kind: 'user',
    message: (d: { slug: string; files: readonly string[] }) =>
      `The client of ${d.slug} was made of an older API: ${d.files.join(', ')}.`,
    fix: (d) => `./scalr types ${d.slug}`,
  },
  leftOver: {
    code: 'API_TYPES_LEFT_OVER',
    title: 'A generated client of an app that is gone',
    kind: 'user',
    message: (d: { slug: string; folder: string }) =>
      `${d.folder} is the client of ${d.slug}, and there is no such app.`,
    fix: () => './scalr types',
  },
  breaking: {
    code: 'API_BREAKING',
    title: 'A change breaks the apps that call this one',
    kind: 'user',
    message: (d: { slug: string; callers: readonly string[]; pointer: string; what: string }) =>
      `${d.slug} is called by ${d.callers.join(', ')}, and for them this breaks: ${d.pointer} ${d.what}.`,
    fix: (d) =>
      `keep what is there and add the new beside it; or change ${d.callers.join(', ')} first, then ./scalr types ${d.slug} --accept-breaking`,
  },
});
