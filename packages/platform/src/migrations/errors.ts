import { catalogue } from '@scalr/errors';

/** What keeps a migration from being made. */
export const migrationErrors = catalogue({
  ambiguous: {
    code: 'MIGRATION_AMBIGUOUS',
    title: 'A new name, or something new?',
    kind: 'user',
    message: (d: { from: string; to: readonly string[] }) =>
      `the models no longer have ${d.from} and have ${d.to.join(', ')}: either it has a new name, or it is dropped with all its values`,
    fix: (d: { keeping: string; dropping: string }) => `${d.keeping} keeps the values; ${d.dropping} throws them away`,
  },
  drops: {
    code: 'MIGRATION_DROPS',
    title: 'Something would be lost',
    kind: 'user',
    message: (d: { name: string }) =>
      `the models no longer have ${d.name}: dropping it throws away what people wrote into it`,
    fix: (d: { command: string }) => `${d.command}, or put it back into the model`,
  },
  narrows: {
    code: 'MIGRATION_NARROWS',
    title: 'Values that are there may not fit any more',
    kind: 'user',
    message: (d: { name: string }) => `${d.name} would take fewer values than it does now, and its table has rows`,
    fix: (d: { command: string }) => `${d.command}, or keep the column as it was and add another one`,
  },
  needsDefault: {
    code: 'MIGRATION_NEEDS_DEFAULT',
    title: 'A column that rows would have no value for',
    kind: 'user',
    message: (d: { name: string }) =>
      `${d.name} is new and may not be empty, and its table has rows that have no value for it`,
    fix: (d) => `give ${d.name} a default of the database in its model, or let it be empty`,
  },
  nothingToDrop: {
    code: 'MIGRATION_NOTHING_TO_DROP',
    title: 'Nothing of that name would be dropped',
    kind: 'usage',
    message: (d: { name: string }) => `--drop ${d.name}: the models still have it, or the migrations never made it`,
    fix: (d: { command: string }) => d.command,
  },
  nothingToRename: {
    code: 'MIGRATION_NOTHING_TO_RENAME',
    title: 'Nothing of that name has a new one',
    kind: 'usage',
    message: (d: { from: string; to: string }) =>
      `--rename ${d.from}=${d.to}: the migrations must have made ${d.from}, and the models must have ${d.to}`,
    fix: () => 'write the new name into the model first; --rename notes.title=headline, or --rename notes=memos',
  },
  wishUnreadable: {
    code: 'MIGRATION_WISH_UNREADABLE',
    title: 'Names that cannot be read',
    kind: 'usage',
    message: (d: { wish: string }) => `${JSON.stringify(d.wish)} does not say what gets which name`,
    fix: () => '--rename notes.title=headline for a column, --rename notes=memos for a table',
  },
  fails: {
    code: 'MIGRATION_FAILS',
    title: 'The migration does not run on the data that is there',
    kind: 'user',
    message: (d: { migration: string; doing: string; detail: string; statement: string | null }) =>
      `tried on a copy of the database, ${d.migration} failed (${d.doing}): ${d.detail}${d.statement === null ? '' : `\n${d.statement}`}`,
    fix: () => 'change the model so that the rows that are there fit, then run the same command again',
  },
  notApplied: {
    code: 'MIGRATION_NOT_APPLIED',
    title: 'The backend did not come up with the migration',
    kind: 'user',
    message: (d: { slug: string; kept: boolean; got: string }) =>
      `${d.slug} does not answer: ${d.got}. The migration was ${d.kept ? 'applied, so its files stay' : 'not applied, and its files are gone again'}.`,
    fix: (d: { slug: string }) => `./scalr logs ${d.slug} tells why`,
  },
  noDatabase: {
    code: 'MIGRATE_WITHOUT_DATABASE',
    title: 'An app without tables',
    kind: 'user',
    message: (d: { slug: string }) => `${d.slug} has no database, so there is nothing to migrate`,
    fix: (d: { folder: string }) => `add "database: {}" to ${d.folder}/app.manifest.yml`,
  },
  platformDown: {
    code: 'MIGRATE_NEEDS_PLATFORM',
    title: 'Migrations are tried on a copy of the data',
    kind: 'environment',
    message: () => 'the platform is not up, so there is no database to try a migration on',
    fix: () => './scalr up, then run the same command again',
  },
  production: {
    code: 'MIGRATE_NOT_IN_PRODUCTION',
    title: 'Migrations are made where apps are built',
    kind: 'user',
    message: () => 'with up --prod migrations are applied, and none are made',
    fix: () => './scalr up --edit in the workspace where the app is built',
  },
});
