import { catalogue } from '@scalr/errors';

/** What can go wrong while apps come, change their name and go. */
export const lifeErrors = catalogue({
  checkFailed: {
    code: 'APP_CHECK_FAILED',
    title: 'An app does not answer as every app must',
    kind: 'user',
    message: (d: { slug: string; url: string; wanted: string; got: string }) =>
      `${d.slug} does not work: ${d.url} should answer ${d.wanted} and answered ${d.got}`,
    fix: (d: { slug: string }) => `./scalr logs ${d.slug} tells why`,
  },
  notUp: {
    code: 'APP_LEFT_OUT',
    title: 'The platform does not take the app',
    kind: 'user',
    message: (d: { slug: string }) => `${d.slug} was made, but the platform left it out of what it runs.`,
    fix: () => './scalr validate',
  },
  noTemplate: {
    code: 'TEMPLATE_MISSING',
    title: 'There is no template',
    kind: 'environment',
    message: (d: { root: string }) => `New apps are made of template-app, and ${d.root} has none.`,
    fix: () => 'bring it back: git checkout -- template-app',
  },
  databaseLeft: {
    code: 'APP_DATABASE_LEFT',
    title: 'A database of that name is left from another app',
    kind: 'user',
    message: (d: { database: string }) =>
      `The app would get the database ${d.database}, and one of that name holds the data of an app that is gone.`,
    fix: () => 'choose another slug, or bring the former app back (its folder is in your version control)',
  },
  unknown: {
    code: 'APP_NOT_FOUND',
    title: 'No app of that name in the workspace',
    kind: 'user',
    message: (d: { slug: string; known: string }) => `there is no app ${d.slug}; there are: ${d.known}`,
    fix: () => './scalr validate lists them',
  },
  kept: {
    code: 'APP_IS_KEPT',
    title: 'This app has to stay as it is',
    kind: 'user',
    message: (d: { slug: string; why: string }) => `${d.slug} is not touched: ${d.why}.`,
    fix: () => 'name another app: ./scalr validate lists them',
  },
  unfit: {
    code: 'APP_MANIFEST_UNFIT',
    title: 'The manifest of the app has to be mended first',
    kind: 'user',
    message: (d: { folder: string }) =>
      `${d.folder}/app.manifest.yml is not valid, so nobody knows what the app holds.`,
    fix: () => './scalr validate says what to mend',
  },
  purgeNeedsPlatform: {
    code: 'PURGE_NEEDS_PLATFORM',
    title: 'Data can only be saved and dropped while the platform is up',
    kind: 'environment',
    message: (d: { slug: string }) =>
      `${d.slug} has a database, which is saved before it is dropped; its server is down.`,
    fix: () => './scalr up, then run the same command again',
  },
  noBackup: {
    code: 'BACKUP_NOT_FOUND',
    title: 'Nothing to bring back',
    kind: 'user',
    message: (d: { slug: string }) => `${d.slug} is neither archived nor is there a backup of it in .scalr/backups.`,
    fix: () => 'ls .scalr/backups',
  },
  notArchived: {
    code: 'APP_NOT_ARCHIVED',
    title: 'The app is there already',
    kind: 'user',
    message: (d: { slug: string }) => `${d.slug} is neither archived nor removed, so there is nothing to bring back.`,
    fix: () => './scalr ps',
  },
});
