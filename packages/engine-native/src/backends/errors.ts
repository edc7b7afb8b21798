import { catalogue } from '@scalr/errors';

type App = { readonly slug: string; readonly detail: string };

/** What can be wrong with the sources of one backend. The app is quarantined; everything else goes on. */
export const backendErrors = catalogue({
  unreadable: {
    code: 'BACKEND_UNREADABLE',
    title: 'A backend cannot be read',
    kind: 'user',
    message: (d: App) => `the backend of ${d.slug} could not start: ${d.detail}`,
    fix: (d: { place: string }) => `correct ${d.place}, then ./scalr up`,
  },
  notErasable: {
    code: 'BACKEND_SYNTAX_NOT_ERASABLE',
    title: 'TypeScript that Node cannot run',
    kind: 'user',
    message: (d: App) => `the backend of ${d.slug} uses syntax that is more than types: ${d.detail}`,
    fix: (d: { place: string }) =>
      `in ${d.place}: an enum becomes an object "as const", a parameter property a field; then ./scalr up`,
  },
  entryMissing: {
    code: 'BACKEND_ENTRY_MISSING',
    title: 'A backend has no entry',
    kind: 'user',
    message: (d: { slug: string; place: string }) => `the backend of ${d.slug} has no ${d.place}`,
    fix: (d: { place: string }) => `create ${d.place}, or say "backend: none" in app.manifest.yml`,
  },
});
