import { catalogue } from '@scalr/errors';

/** What can go wrong while apps are deployed and rolled back. */
export const releaseErrors = catalogue({
  notHere: {
    code: 'RELEASES_NOT_HERE',
    title: 'This engine has no releases',
    kind: 'user',
    message: (d: { command: string }) =>
      `./scalr ${d.command} is for servers that run apps as images; here they run from their sources, which ./scalr up applies`,
    fix: () => './scalr up --prod; on a server: docs/content/guides/deploy.md',
  },
  platformDown: {
    code: 'RELEASE_NEEDS_PLATFORM',
    title: 'Nothing runs that could be replaced',
    kind: 'environment',
    message: () => 'the platform is down, and a release takes the place of what runs',
    fix: () => './scalr up --prod',
  },
  editMode: {
    code: 'RELEASE_NEEDS_PRODUCTION',
    title: 'Apps follow their sources in edit mode',
    kind: 'user',
    message: () => 'the platform runs in edit mode, where apps follow their sources and there are no releases',
    fix: () => './scalr up --prod',
  },
  failed: {
    code: 'RELEASE_FAILED',
    title: 'A release did not come up and was taken back',
    kind: 'user',
    message: (d: { slug: string; release: string; reason: string; serving: string; data: string }) =>
      `${d.slug} ${d.release} was taken back; ${d.serving} serves.${d.data} ${d.reason}`,
    fix: (d) => `mend the app, ./scalr check ${d.slug} on a machine of yours, then ./scalr deploy ${d.slug}`,
  },
  stuck: {
    code: 'RELEASE_NOT_TAKEN_BACK',
    title: 'A release failed and could not be taken back',
    kind: 'environment',
    message: (d: { slug: string; release: string; reason: string; back: string }) =>
      `${d.slug} ${d.release} failed (${d.reason}), and what served before could not be put back: ${d.back}`,
    fix: (d) => `./scalr ps, ./scalr logs ${d.slug}, then ./scalr deploy ${d.slug}: it goes on from here`,
  },
  unknownRelease: {
    code: 'RELEASE_UNKNOWN',
    title: 'No such release',
    kind: 'user',
    message: (d: { slug: string; release: string; known: string }) =>
      `${d.slug} has no good release ${d.release}; it has: ${d.known}`,
    fix: (d) => `./scalr releases ${d.slug}`,
  },
  noneBefore: {
    code: 'RELEASE_NONE_BEFORE',
    title: 'There is nothing to go back to',
    kind: 'user',
    message: (d: { slug: string }) => `no good release of ${d.slug} came before the one that serves`,
    fix: (d) => `./scalr releases ${d.slug}; a mended one goes out with ./scalr deploy ${d.slug}`,
  },
});
