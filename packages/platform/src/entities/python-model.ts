import type { EntityField, FieldType } from './entity-field.ts';
import { capital } from './entity-names.ts';
import type { EntityAccess, EntityPlan } from './entity-plan.ts';
import { initialOf } from './typescript-model.ts';

/** How a type is written in Python, SQLAlchemy and Alembic. */
interface Words {
  readonly type: (field: EntityField, one: string) => string;
  /** Argument of `mapped_column`; left out: made of the type. */
  readonly column?: (field: EntityField) => string;
  /** In a migration. */
  readonly sql: (field: EntityField) => string;
  /** Rules of a body, for `Field(...)`. */
  readonly rules?: string;
}

const WORDS: Readonly<Record<FieldType, Words>> = {
  string: { type: () => 'str', column: () => 'Text', sql: () => 'sa.Text()', rules: 'min_length=1, max_length=200' },
  text: { type: () => 'str', column: () => 'Text', sql: () => 'sa.Text()', rules: 'max_length=10_000' },
  int: { type: () => 'int', sql: () => 'sa.Integer()', rules: 'ge=-2_147_483_648, le=2_147_483_647' },
  money: { type: () => 'int', column: () => 'BigInteger', sql: () => 'sa.BigInteger()' },
  bool: { type: () => 'bool', sql: () => 'sa.Boolean()' },
  date: { type: () => 'date', sql: () => 'sa.Date()' },
  datetime: {
    type: () => 'datetime',
    column: () => 'TIMESTAMP(timezone=True, precision=3)',
    sql: () => 'TIMESTAMP(timezone=True, precision=3)',
  },
  uuid: { type: () => 'UUID', sql: () => 'sa.Uuid()' },
  enum: { type: ({ key }, one) => `${one}${capital(key)}`, sql: () => 'sa.Text()' },
  ref: {
    type: () => 'UUID',
    column: ({ ref }) => `ForeignKey("${ref?.table}.id")`,
    sql: ({ ref }) => `sa.Uuid(), sa.ForeignKey("${ref?.table}.id")`,
  },
};

/** `backend/src/models/<name>.py` */
export function pythonModel({ names, fields, access, isOwned }: EntityPlan): string {
  const has = (type: FieldType) => fields.some((field) => field.type === type);
  const enums = fields.filter(({ type }) => type === 'enum');
  const search = fields.filter(({ type }) => type === 'string' || type === 'text').map(({ column }) => column);
  const server = [
    ...['Base', 'InputModel', 'entity', ...accessImports(access)],
    ...(has('datetime') ? ['IsoDateTime'] : []),
  ];
  const orm = [
    ...['func', 'text', ...(isOwned ? ['Index', 'Text'] : [])],
    ...fields.flatMap(
      ({ type }) =>
        ({ string: ['Text'], text: ['Text'], money: ['BigInteger'], ref: ['ForeignKey'] })[type as 'text'] ?? [],
    ),
  ];
  const stamp = 'TIMESTAMP(timezone=True, precision=3)';
  return `from datetime import ${has('date') ? 'date, datetime' : 'datetime'}
${enums.length > 0 ? 'from typing import Literal\n' : ''}from uuid import UUID

${fields.some(({ type }) => WORDS[type].rules !== undefined) ? 'from pydantic import Field\n' : ''}from scalr_app_server import ${pySorted(server)}
from sqlalchemy import ${pySorted(orm)}
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column
${enums.map((field) => `\n${names.one}${capital(field.key)} = Literal[${field.values.map(quote).join(', ')}]`).join('')}${enums.length > 0 ? '\n' : ''}

class ${names.one}(Base):
    __tablename__ = "${names.table}"
${isOwned ? `    __table_args__ = (Index("${names.table}_by_owner", "owner_id", "created_at"),)\n` : ''}
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
${isOwned ? '    # `<issuer>#<subject>`; the server writes it.\n    owner_id: Mapped[str] = mapped_column(Text)\n' : ''}${fields.map((field) => `    ${columnOf(field, names.one)}\n`).join('')}    created_at: Mapped[datetime] = mapped_column(${stamp}, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        ${stamp}, server_default=func.now(), onupdate=func.now()
    )


class ${names.one}Input(InputModel):
${fields.map((field) => `    ${inputOf(field, names.one)}\n`).join('')}

entity(${names.one}, access=${accessCode(access)}, input=${names.one}Input${search.length === 0 ? '' : `, search=[${search.map(quote).join(', ')}]`})
`;
}

/** `backend/migrations/<revision>_<table>.py` */
export function pythonMigration(
  { names, fields, isOwned }: EntityPlan,
  revision: string,
  parent: string | null,
): string {
  const stamp = 'TIMESTAMP(timezone=True, precision=3)';
  const column = (name: string, type: string, rest: string) => `        sa.Column("${name}", ${type}, ${rest}),\n`;
  const own = fields.map((field) => {
    const value = initialOf(field);
    const initial = value === null ? '' : `server_default=${serverDefault(value).replace('text(', 'sa.text(')}, `;
    return column(
      field.column,
      WORDS[field.type].sql(field),
      `${initial}nullable=${field.isOptional ? 'True' : 'False'}`,
    );
  });
  return `"""${names.label}."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "${revision}"
down_revision = ${parent === null ? 'None' : quote(parent)}


def upgrade() -> None:
    op.create_table(
        "${names.table}",
${column('id', 'sa.Uuid()', 'server_default=sa.text("gen_random_uuid()"), primary_key=True')}${isOwned ? column('owner_id', 'sa.Text()', 'nullable=False') : ''}${own.join('')}${column('created_at', stamp, 'server_default=sa.func.now(), nullable=False')}${column('updated_at', stamp, 'server_default=sa.func.now(), nullable=False')}    )
${isOwned ? `    op.create_index("${names.table}_by_owner", "${names.table}", ["owner_id", "created_at"])\n` : ''}

def downgrade() -> None:
    op.drop_table("${names.table}")
`;
}

function columnOf(field: EntityField, one: string): string {
  const { column, type, isOptional } = field;
  const words = WORDS[type];
  const value = initialOf(field);
  const given = [
    ...(words.column === undefined ? [] : [words.column(field)]),
    ...(value === null ? [] : [`server_default=${serverDefault(value)}`]),
  ].join(', ');
  return `${column}: Mapped[${words.type(field, one)}${isOptional ? ' | None' : ''}]${given === '' ? '' : ` = mapped_column(${given})`}`;
}

function inputOf(field: EntityField, one: string): string {
  const { column, type, isOptional } = field;
  const words = WORDS[type];
  const value = isOptional ? 'None' : literal(initialOf(field));
  const name = type === 'datetime' ? 'IsoDateTime' : words.type(field, one);
  const rules = [...(value === null ? [] : [`default=${value}`]), ...(words.rules === undefined ? [] : [words.rules])];
  const initial = words.rules === undefined ? (value ?? '') : `Field(${rules.join(', ')})`;
  return `${column}: ${name}${isOptional ? ' | None' : ''}${initial === '' ? '' : ` = ${initial}`}`;
}

function literal(value: string | number | boolean | null): string | null {
  if (value === null) return null;
  return typeof value === 'string'
    ? quote(value)
    : typeof value === 'boolean'
      ? value
        ? 'True'
        : 'False'
      : String(value);
}

function serverDefault(value: string | number | boolean): string {
  return typeof value === 'string' ? quote(value) : `text("${value}")`;
}

function accessImports({ kind }: EntityAccess): readonly string[] {
  return {
    owner: ['owner'],
    shared: ['shared'],
    group: ['group'],
    'shared-read': ['owner', 'shared'],
    'public-read': ['owner', 'public_read'],
  }[kind];
}

function accessCode(access: EntityAccess): string {
  if (access.kind === 'group') return `group(${quote(access.group)})`;
  if (access.kind === 'shared-read') return '{"read": shared(), "write": owner()}';
  return access.kind === 'public-read' ? '{"read": public_read(), "write": owner()}' : `${access.kind}()`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** Classes before functions, as the import sorters of Python have it. */
function pySorted(names: readonly string[]): string {
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : 1)).join(', ');
}
