import { catalogue } from '@scalr/errors';

/** What keeps a migration from being drafted. */
export const migrationErrors = catalogue({
  notDrafted: {
    code: 'MIGRATION_NOT_DRAFTED',
    title: 'A migration could not be made of the models',
    kind: 'user',
    message: (d: { table: string; detail: string }) => `The migration for ${d.table} could not be made: ${d.detail}`,
    fix: () => 'correct the model that it names in backend/src/models/, and run the same command again',
  },
  notCompared: {
    code: 'MODELS_NOT_COMPARED',
    title: 'Models and migrations could not be compared',
    kind: 'user',
    message: (d: { detail: string }) => `Models and migrations could not be compared: ${d.detail}`,
    fix: () => 'correct the file that it names in backend/src/models/ or backend/migrations/',
  },
  noSuchDatabase: {
    code: 'MIGRATION_WITHOUT_DATABASE',
    title: 'The database of the app is not there yet',
    kind: 'environment',
    message: (d: { database: string }) => `there is no database ${d.database} on the platform that could be copied`,
    fix: () => './scalr up makes it',
  },
});
