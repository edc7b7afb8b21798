import { catalogue } from '@scalr/errors';

type Slug = { slug: string };

/** What is wrong with the wish for a new app, or for another name of one. */
export const scaffoldErrors = catalogue({
  missing: {
    code: 'NEW_APP_MISSING',
    title: 'Not everything was said that a new app needs',
    kind: 'usage',
    message: ({ what }: { what: readonly string[] }) =>
      `A new app needs ${listed(what)}, and there is no terminal to ask at.`,
    fix: ({ what }: { what: readonly string[] }) =>
      `say it: ./scalr new-app ${what.map((name) => EXAMPLES[name] ?? `--${name} …`).join(' ')}`,
  },
  badChoice: {
    code: 'NEW_APP_BAD_CHOICE',
    title: 'No such choice',
    kind: 'usage',
    message: (d: { flag: string; seen: string; known: readonly string[] }) =>
      `--${d.flag} is ${d.seen}, which is none of ${d.known.join(', ')}.`,
    fix: ({ flag, known }) => `choose one: --${flag} ${known[0]}`,
  },
  badFolder: {
    code: 'NEW_APP_BAD_FOLDER',
    title: 'An app of this kind does not lie there',
    kind: 'usage',
    message: (d: { folder: string; kind: string; known: readonly string[] }) =>
      `An app of kind ${d.kind} lies in ${d.known.join(' or ')}, not in ${d.folder}.`,
    fix: ({ known }) => `leave --folder out, or say --folder ${known[0]}`,
  },
  noSlug: {
    code: 'NEW_APP_NO_SLUG',
    title: 'No slug can be made of the name',
    kind: 'usage',
    message: ({ name }: { name: string }) =>
      `The name ${JSON.stringify(name)} has no letters of a-z to make the app's address of.`,
    fix: () => 'name the slug: --slug my-app',
  },
  taken: {
    code: 'APP_NAME_TAKEN',
    title: 'The name is taken',
    kind: 'user',
    message: ({ slug, folder }: Slug & { folder: string }) =>
      `${slug} is taken by ${folder}, as its slug, host or client id, now or formerly.`,
    fix: ({ slug }) => `choose another slug, e.g. ${`${slug}-2`.slice(-40)}`,
  },
  databaseTaken: {
    code: 'APP_DATABASE_TAKEN',
    title: 'The database name is taken',
    kind: 'user',
    message: ({ database, folder }: { database: string; folder: string }) =>
      `The app would get the database ${database}, which belongs to ${folder}.`,
    fix: () => 'choose another slug, of which another database name follows',
  },
  folderTaken: {
    code: 'APP_FOLDER_TAKEN',
    title: 'The folder exists already',
    kind: 'user',
    message: ({ folder }: { folder: string }) => `${folder} exists already, and nothing there is overwritten.`,
    fix: ({ folder }) => `choose another slug, or look at what is there and move it away: ls -la ${folder}`,
  },
  noPorts: {
    code: 'APP_NO_PORTS',
    title: 'No ports are left',
    kind: 'user',
    message: () => 'The manifests use ports up to the highest one there is, so none follows for a new app.',
    fix: () => 'lower "routing.ports" of the app with the highest ones; nothing runs on them but containers',
  },
  templateUnfit: {
    code: 'TEMPLATE_UNFIT',
    title: 'The template cannot be copied',
    kind: 'environment',
    message: ({ path, why }: { path: string; why: string }) => `${path} ${why}, so no app can be made of it.`,
    fix: ({ path }) => `bring it back as it was: git checkout -- ${path}`,
  },
  fileUnfit: {
    code: 'RENAME_FILE_UNFIT',
    title: 'A file of the app cannot be read',
    kind: 'user',
    message: ({ path, why }: { path: string; why: string }) => `${path} ${why}, so the app's name in it stays unknown.`,
    fix: ({ path }) => `mend ${path}, then rename again`,
  },
  sameName: {
    code: 'RENAME_SAME',
    title: 'The app is called so already',
    kind: 'user',
    message: ({ slug }: Slug) => `The app already is ${slug}.`,
    fix: () => 'name another slug: ./scalr rename <app> <new>',
  },
});

const EXAMPLES: Readonly<Record<string, string>> = {
  name: '"Packing list"',
  description: '--description "What it is good for."',
  kind: '--kind product',
  slug: '--slug my-app',
};

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
