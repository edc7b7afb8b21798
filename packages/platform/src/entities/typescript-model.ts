import type { EntityField, FieldType } from './entity-field.ts';
import type { EntityAccess, EntityPlan } from './entity-plan.ts';

/** How a type is written in Drizzle and zod. */
interface Words {
  /** Function of drizzle-orm/pg-core. */
  readonly builder: string;
  /** Its options, as code. */
  readonly options?: (field: EntityField) => string;
  readonly zod: (field: EntityField) => string;
}

const list = (values: readonly string[]) => `[${values.map(quote).join(', ')}]`;
const WORDS: Readonly<Record<FieldType, Words>> = {
  string: { builder: 'text', zod: () => 'z.string().min(1).max(200)' },
  text: { builder: 'text', zod: () => 'z.string().max(10_000)' },
  int: { builder: 'integer', zod: () => 'z.int().min(-2_147_483_648).max(2_147_483_647)' },
  money: { builder: 'bigint', options: () => "{ mode: 'number' }", zod: () => 'z.int()' },
  bool: { builder: 'boolean', zod: () => 'z.boolean()' },
  date: { builder: 'date', options: () => "{ mode: 'string' }", zod: () => 'z.iso.date()' },
  datetime: { builder: 'timestamp', options: () => '{ withTimezone: true, precision: 3 }', zod: () => 'isoDateTime' },
  uuid: { builder: 'uuid', zod: () => 'z.uuid()' },
  enum: {
    builder: 'text',
    options: ({ values }) => `{ enum: ${list(values)} }`,
    zod: ({ values }) => `z.enum(${list(values)})`,
  },
  ref: { builder: 'uuid', zod: () => 'z.uuid()' },
};

/** `backend/src/models/<name>.ts` */
export function typescriptModel({ names, fields, access, isOwned }: EntityPlan): string {
  const server = [
    'entity',
    ...accessImports(access),
    ...(fields.some(({ type }) => type === 'datetime') ? ['isoDateTime'] : []),
  ];
  const builders = [
    'pgTable',
    'timestamp',
    'uuid',
    ...(isOwned ? ['text', 'index'] : []),
    ...fields.map(({ type }) => WORDS[type].builder),
  ];
  const others = fields.flatMap(({ ref }) => (ref === null || ref.table === names.table ? [] : [ref]));
  const imports = [
    `import { ${sorted(server)} } from '@scalr/app-server';`,
    `import { ${sorted([...builders, ...(fields.some(({ ref }) => ref?.table === names.table) ? ['type AnyPgColumn'] : [])])} } from 'drizzle-orm/pg-core';`,
    "import { z } from 'zod';",
    ...new Set(others.map(({ value, kebab }) => `import { ${value} } from './${kebab}.ts';`)),
  ];
  const columns = [
    'id: uuid().primaryKey().defaultRandom(),',
    ...(isOwned ? ['/** `<issuer>#<subject>`; the server writes it. */', "ownerId: text('owner_id').notNull(),"] : []),
    ...fields.map((field) => `${field.key}: ${columnOf(field, names.table)},`),
    "createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),",
    "updatedAt: timestamp('updated_at', { withTimezone: true, precision: 3 })",
    '  .notNull()',
    '  .defaultNow()',
    '  .$onUpdate(() => new Date()),',
  ];
  const search = fields.filter(({ type }) => type === 'string' || type === 'text').map(({ key }) => key);
  return `${imports.join('\n')}

export const ${names.value} = pgTable(
  '${names.table}',
  {
${indented(columns, '    ')}
  },
${isOwned ? `  (table) => [index('${names.table}_by_owner').on(table.ownerId, table.createdAt)],\n` : ''});

export default entity(${names.value}, {
  access: ${accessCode(access)},
  input: z.object({
${indented(
  fields.map((field) => `${field.key}: ${inputOf(field)},`),
  '    ',
)}
  }),
${search.length === 0 ? '' : `  search: ${list(search)},\n`}});
`;
}

function columnOf(field: EntityField, table: string): string {
  const { key, column, type, isOptional, ref } = field;
  const { builder, options } = WORDS[type];
  const given = [...(key === column ? [] : [quote(column)]), ...(options === undefined ? [] : [options(field)])];
  const references =
    ref === null ? '' : `.references(${ref.table === table ? '(): AnyPgColumn' : '()'} => ${ref.value}.id)`;
  const value = initialOf(field);
  return `${builder}(${given.join(', ')})${isOptional ? '' : '.notNull()'}${value === null ? '' : `.default(${code(value)})`}${references}`;
}

function inputOf(field: EntityField): string {
  const zod = WORDS[field.type].zod(field);
  if (field.isOptional) return `${zod}.nullish()`;
  const value = initialOf(field);
  return value === null ? zod : `${zod}.default(${code(value)})`;
}

/** What a new record holds where nothing was said. A text may be empty; everything else has to be said. */
export function initialOf({ type, isOptional, fallback }: EntityField): string | number | boolean | null {
  return fallback ?? (type === 'text' && !isOptional ? '' : null);
}

function accessImports({ kind }: EntityAccess): readonly string[] {
  return {
    owner: ['owner'],
    shared: ['shared'],
    group: ['group'],
    'shared-read': ['owner', 'shared'],
    'public-read': ['owner', 'publicRead'],
  }[kind];
}

function accessCode(access: EntityAccess): string {
  if (access.kind === 'group') return `group(${quote(access.group)})`;
  if (access.kind === 'shared-read') return '{ read: shared(), write: owner() }';
  return access.kind === 'public-read' ? '{ read: publicRead(), write: owner() }' : `${access.kind}()`;
}

function code(value: string | number | boolean): string {
  return typeof value === 'string' ? quote(value) : String(value);
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function sorted(names: readonly string[]): string {
  const plain = (name: string) => name.replace(/^type /, '');
  return [...new Set(names)].sort((a, b) => plain(a).localeCompare(plain(b), 'en')).join(', ');
}

function indented(lines: readonly string[], indent: string): string {
  return lines.map((line) => `${indent}${line}`).join('\n');
}
