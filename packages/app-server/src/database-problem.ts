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

/** What a failed query means over HTTP; null: a defect of ours. Never shows SQL. */
export function databaseProblem(error: unknown): HttpProblem | null {
  const retry = { headers: { 'retry-after': '5' }, fix: 'try again in a few seconds', cause: error };
  if (isDatabaseLost(error)) {
    return new HttpProblem(503, 'DATABASE_UNAVAILABLE', 'The database cannot be reached right now.', retry);
  }
  for (const { code } of chain(error)) {
    if (UNWRITABLE_CODES.has(code)) {
      return new HttpProblem(503, 'DATABASE_READ_ONLY', 'The database cannot take changes right now.', retry);
    }
    const constraint = CONSTRAINTS[code];
    if (constraint !== undefined) return new HttpProblem(...constraint, { cause: error });
  }
  return null;
}

const CONSTRAINTS: Readonly<Record<string, readonly [number, string, string]>> = {
  '23505': [409, 'ALREADY_EXISTS', 'There is already an entry with these values.'],
  '23P01': [409, 'OVERLAP', 'This overlaps an entry that is already there.'],
  '23503': [409, 'STILL_REFERENCED', 'This refers to an entry that is not there, or another entry refers to it.'],
  '23502': [422, 'VALUE_MISSING', 'A value that is needed is missing.'],
  '23514': [422, 'RULE_BROKEN', 'The values break a rule of this app.'],
  '40001': [409, 'CHANGED_MEANWHILE', 'Somebody else changed this at the same time. Try again.'],
  '40P01': [409, 'CHANGED_MEANWHILE', 'Somebody else changed this at the same time. Try again.'],
};

function chain(error: unknown): { code: string; message: string }[] {
  const links: { code: string; message: string }[] = [];
  for (let link = error; link instanceof Error && links.length < 8; link = link.cause) {
    // A failed connect to several addresses hides its reasons one level down.
    if (link instanceof AggregateError) links.push(...link.errors.flatMap((inner) => chain(inner)));
    const code = (link as { code?: unknown }).code;
    links.push({ code: typeof code === 'string' ? code : '', message: link.message });
  }
  return links;
}
