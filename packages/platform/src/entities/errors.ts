import { catalogue } from '@scalr/errors';

const TYPES = 'string, text, int, money, bool, date, datetime, uuid, enum(a|b), ref:<entity>';

/** What can be wrong with a new kind of record. */
export const entityErrors = catalogue({
  nameInvalid: {
    code: 'ENTITY_NAME_INVALID',
    title: 'A name that no record can have',
    kind: 'user',
    message: (d: { name: string }) =>
      `${JSON.stringify(d.name)} cannot name a kind of record: it takes 2 to 40 letters and digits, in words joined by - or _, beginning with a letter.`,
    fix: () => 'use a plural like invoices or shopping-items',
  },
  nameReserved: {
    code: 'ENTITY_NAME_RESERVED',
    title: 'A name that means something else',
    kind: 'user',
    message: (d: { name: string }) => `${d.name} means something else already, in the language or under /api/.`,
    fix: (d) => `use another word, e.g. ${d.name}-items`,
  },
  groupUnknown: {
    code: 'ENTITY_GROUP_NOT_IN_MANIFEST',
    title: 'A group that the app is not told of',
    kind: 'user',
    message: (d: { group: string; file: string }) =>
      `The tokens of the app do not say who is in "${d.group}", because its manifest does not name that group.`,
    fix: (d) => `add to "auth:" in ${d.file}: groups: [${d.group}]`,
  },
  exists: {
    code: 'ENTITY_EXISTS',
    title: 'A kind of record that is there already',
    kind: 'user',
    message: (d: { file: string }) => `${d.file} is there already, and nothing is ever written over.`,
    fix: (d) => `use another name, or edit ${d.file} itself`,
  },
  fieldInvalid: {
    code: 'ENTITY_FIELD_INVALID',
    title: 'A field that cannot be understood',
    kind: 'user',
    message: (d: { field: string; why: string }) => `The field ${d.field} cannot be used: ${d.why}.`,
    fix: ({ example = 'title:string' }: { example?: string }) =>
      `write name:type, e.g. ${example}, with ? at the end where it may be empty and =default; types: ${TYPES}`,
  },
  noFields: {
    code: 'ENTITY_WITHOUT_FIELDS',
    title: 'A kind of record without fields',
    kind: 'usage',
    message: (d: { name: string }) => `${d.name} would have nothing that a person can write.`,
    fix: (d) => `./scalr add entity ${d.name} title:string done:bool --access owner`,
  },
  accessInvalid: {
    code: 'ENTITY_ACCESS_INVALID',
    title: 'An access rule that does not exist',
    kind: 'usage',
    message: (d: { access: string }) => `${JSON.stringify(d.access)} does not say who may see and change the records.`,
    fix: () => '--access owner, shared, shared-read, group:<name> or public-read',
  },
  noDatabase: {
    code: 'APP_HAS_NO_DATABASE',
    title: 'An app that keeps nothing',
    kind: 'user',
    message: (d: { slug: string }) => `${d.slug} has no database, so there is nowhere to keep records.`,
    fix: (d: { folder: string }) => `add "database: {}" to ${d.folder}/app.manifest.yml`,
  },
  noBackend: {
    code: 'APP_HAS_NO_BACKEND',
    title: 'An app without a backend',
    kind: 'user',
    message: (d: { slug: string }) => `${d.slug} has no backend, so there is nothing that could keep records.`,
    fix: () => 'make an app that has one: ./scalr new-app',
  },
  noApp: {
    code: 'ENTITY_NEEDS_APP',
    title: 'Which app?',
    kind: 'usage',
    message: () => 'nothing says to which app the records belong',
    fix: () => 'say it with --app <slug>, or run the command in the folder of the app',
  },
});
