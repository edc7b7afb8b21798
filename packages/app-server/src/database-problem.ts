import type { ConstraintFields } from './constraint-fields.ts';
import { HttpProblem } from './problem.ts';

/** Failures of the connection that carry no code: texts of node-postgres itself. */
const LOST_CONNECTION =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error)/;
const LOST_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  // Too many connections, shutting down, crashed, starting up, gone.
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
]);
/** Disk full, out of memory, read-only: the data is there, writing is not possible. */
const UNWRITABLE_CODES = new Set(['53100', '53200', '25006']);

/** True: the database is away, and the same request may succeed later. */
export function isDatabaseLost(error: unknown): boolean {
  return chain(error).some(
    ({ code, message }) => LOST_CODES.has(code) || code.startsWith('08') || LOST_CONNECTION.test(message),
  );
}

/** What a failed query means over HTTP, with the fields it is about; null: a defect of ours. Never shows SQL or data. */
export function databaseProblem(error: unknown, fields: ConstraintFields | null): HttpProblem | null {
  const retry = { headers: { 'retry-after': '5' }, fix: 'try again in a few seconds', cause: error };
  if (isDatabaseLost(error)) {
    return new HttpProblem(503, 'DATABASE_UNAVAILABLE', 'The database cannot be reached right now.', retry);
  }
  for (const link of chain(error)) {
    if (UNWRITABLE_CODES.has(link.code)) {
      return new HttpProblem(503, 'DATABASE_READ_ONLY', 'The database cannot take changes right now.', retry);
    }
    const refusal = refusalOf(link, fields);
    if (refusal === null) continue;
    const [status, code, detail, keys = []] = refusal;
    const errors = keys.map((key) => ({ in: 'body' as const, pointer: `#/${key}`, detail }));
    return new HttpProblem(status, code, detail, { cause: error, ...(errors.length === 0 ? {} : { errors }) });
  }
  return null;
}

type Refusal = readonly [status: number, code: string, detail: string, keys?: readonly string[]];

function refusalOf(
  { code, message, table, constraint, column }: Link,
  fields: ConstraintFields | null,
): Refusal | null {
  if (code === '42501') {
    // Postgres tells the policy only in its text, whatever its language; the quotes and the name are always there.
    const [, policy, of] = /"(scalr_\w+)"[^"]*"(\w+)"/.exec(message) ?? [];
    const keys = fields?.ofPolicy(of ?? '', policy ?? '') ?? null;
    return keys === null ? NOT_ALLOWED : [...REFERENCE_MISSING, keys];
  }
  if (code === '23514' && constraint.startsWith('scalr_transition_')) {
    return [
      409,
      'TRANSITION_NOT_ALLOWED',
      'This change of state is not allowed.',
      fields?.ofColumn(table, column) ?? [],
    ];
  }
  if (code === '23503') {
    // Told from the other table's point of view, the row that was to go is the one that is referred to.
    if (/update or delete/.test(message)) return STILL_REFERENCED;
    return [...REFERENCE_MISSING, fields?.ofConstraint(table, constraint) ?? []];
  }
  const refusal = CONSTRAINTS[code];
  if (refusal === undefined) return null;
  const keys = column === '' ? fields?.ofConstraint(table, constraint) : fields?.ofColumn(table, column);
  return [...refusal, keys ?? []];
}

const NOT_ALLOWED: Refusal = [403, 'NOT_ALLOWED', 'The access rules of this app do not let you do that.'];
const STILL_REFERENCED: Refusal = [409, 'STILL_REFERENCED', 'Another entry still refers to this.'];
const REFERENCE_MISSING = [422, 'REFERENCE_NOT_FOUND', 'This refers to something that is not there.'] as const;

const CONSTRAINTS: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  '23505': [409, 'ALREADY_EXISTS', 'There is already an entry with these values.'],
  '23P01': [409, 'OVERLAP', 'This overlaps an entry that is already there.'],
  '23502': [422, 'VALUE_MISSING', 'A value that is needed is missing.'],
  '23514': [422, 'RULE_BROKEN', 'The values break a rule of this app.'],
  '22001': [422, 'VALUE_TOO_LONG', 'A text is longer than it may be.'],
  '22003': [422, 'VALUE_OUT_OF_RANGE', 'A number is larger or smaller than it may be.'],
  '22000': [422, 'RANGE_REVERSED', 'A range ends before it begins.'],
  '22021': [422, 'VALUE_NOT_STORABLE', 'A text holds a character that cannot be stored.'],
  '40001': [409, 'CHANGED_MEANWHILE', 'Somebody else changed this at the same time. Try again.'],
  '40P01': [409, 'CHANGED_MEANWHILE', 'Somebody else changed this at the same time. Try again.'],
};

interface Link {
  readonly code: string;
  readonly message: string;
  readonly table: string;
  readonly constraint: string;
  readonly column: string;
}

function chain(error: unknown): Link[] {
  const links: Link[] = [];
  for (let link = error; link instanceof Error && links.length < 8; link = link.cause) {
    // A failed connect to several addresses hides its reasons one level down.
    if (link instanceof AggregateError) links.push(...link.errors.flatMap((inner) => chain(inner)));
    const { code, table, constraint, column } = link as Partial<Record<keyof Link, unknown>>;
    const word = (value: unknown) => (typeof value === 'string' ? value : '');
    const names = { code: word(code), table: word(table), constraint: word(constraint), column: word(column) };
    links.push({ ...names, message: link.message });
  }
  return links;
}
