const NAME = String.raw`"[^"]+"(?:\."[^"]+")?`;
const IDENTIFIER = '"[^"]+"';

/** What takes one statement of drizzle-kit back without losing anything that was there before it. */
const REVERSALS: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [rule(`CREATE TABLE (${NAME}) \\(`), (table) => `DROP TABLE ${table}`],
  [rule(`CREATE SCHEMA (${IDENTIFIER})`), (schema) => `DROP SCHEMA ${schema}`],
  [rule(`CREATE TYPE (${NAME}) AS ENUM`), (type) => `DROP TYPE ${type}`],
  [
    rule(`CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(${IDENTIFIER}) ON (?:(${IDENTIFIER})\\.)?`),
    (index, schema) => `DROP INDEX ${schema === undefined ? '' : `${schema}.`}${index}`,
  ],
  [
    rule(`ALTER TABLE (${NAME}) ADD COLUMN (${IDENTIFIER})`),
    (table, name) => `ALTER TABLE ${table} DROP COLUMN ${name}`,
  ],
  [
    rule(`ALTER TABLE (${NAME}) ADD CONSTRAINT (${IDENTIFIER})`),
    (table, name) => `ALTER TABLE ${table} DROP CONSTRAINT ${name}`,
  ],
  [
    rule(`ALTER TABLE (${NAME}) RENAME COLUMN (${IDENTIFIER}) TO (${IDENTIFIER})`),
    (table, from, to) => `ALTER TABLE ${table} RENAME COLUMN ${to} TO ${from}`,
  ],
  [
    rule(`ALTER TABLE (${NAME}) RENAME CONSTRAINT (${IDENTIFIER}) TO (${IDENTIFIER})`),
    (table, from, to) => `ALTER TABLE ${table} RENAME CONSTRAINT ${to} TO ${from}`,
  ],
  [
    rule(`ALTER TABLE (?:(${IDENTIFIER})\\.)?(${IDENTIFIER}) RENAME TO (${IDENTIFIER})`),
    (schema, from, to) => `ALTER TABLE ${schema === undefined ? '' : `${schema}.`}${to} RENAME TO ${from}`,
  ],
  [rule(`ALTER INDEX (${IDENTIFIER}) RENAME TO (${IDENTIFIER})`), (from, to) => `ALTER INDEX ${to} RENAME TO ${from}`],
  [
    rule(`ALTER TABLE (${NAME}) ALTER COLUMN (${IDENTIFIER}) SET NOT NULL`),
    (table, name) => `ALTER TABLE ${table} ALTER COLUMN ${name} DROP NOT NULL`,
  ],
];

function rule(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll(' ', '\\s+')}`, 'i');
}

/**
 * The way back, last statement first, as far as it can be told from the statements alone. Null: it cannot.
 * A statement may begin with comments.
 */
export function reverseStatements(statements: readonly string[]): readonly string[] | null {
  const back: string[] = [];
  for (const statement of statements) {
    const bare = withoutComments(statement);
    if (bare === '') continue;
    const found = REVERSALS.map(([pattern, make]) => {
      const match = pattern.exec(bare);
      return match === null ? null : make(...match.slice(1));
    }).find((one) => one !== null);
    // Several statements in one piece: only the first would be taken back.
    if (found === undefined || bare.replace(/;\s*$/, '').includes(';')) return null;
    back.unshift(found);
  }
  return back;
}

function withoutComments(sql: string): string {
  return sql
    .replace(/^\s*--.*$/gm, '')
    .replace(/\/\*.*?\*\//gs, '')
    .trim();
}
