import { catalogue } from '@scalr/errors';

export const errors = catalogue({
  production: {
    code: 'CHECK_NOT_IN_PRODUCTION',
    title: 'Apps are checked where they are built',
    kind: 'user',
    message: () => 'the check writes records and acts as people made for tests, which there are none of with up --prod',
    fix: () => './scalr up --edit',
  },
  noDatabase: {
    code: 'CHECK_WITHOUT_DATABASE',
    title: 'The app has no database to look into',
    kind: 'user',
    message: (d: { slug: string }) => `${d.slug} has no database, so nothing can be asked of it`,
    fix: () => 'give it one: database: {} in its app.manifest.yml',
  },
});
