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
});
