import { type ApiDocument, readApiDocument } from '@scalr/openapi';
import type { Persona, Subject } from '../../subject.ts';
import { readTableRules, type TableRules } from '../../table-rules.ts';
import { PEOPLE } from '../api/people.ts';

/** A record that the steps of a feature made. */
interface Leftover {
  /** `/api/items/0197…` */
  readonly path: string;
  readonly as: Persona;
}

export interface Watch {
  /** Notes what a request made, where its answer says so. */
  made(as: Persona, request: string, status: number, answer: unknown): void;
  /** Deletes what came since, as whoever made it; what they may not delete stays. */
  clear(): Promise<void>;
}

/** Takes away again what features leave in the app of a person. */
export interface Leftovers {
  /** Begins to watch: before a feature. */
  watch(): Promise<Watch>;
}

/** Of records that refer to each other one goes after the other; deeper chains stay. */
const ROUNDS = 3;

export async function openLeftovers(subject: Subject): Promise<Leftovers> {
  if (subject.app.manifest.backend === 'none')
    return { watch: async () => ({ made: () => {}, clear: async () => {} }) };
  const [value, tables] = await Promise.all([subject.apiDocument(), readTableRules(subject).catch(() => [])]);
  const document = readApiDocument(subject.app.slug, value);
  const owned = tables.filter(({ path, ownerColumn }) => ownerColumn !== null && canDelete(document, path));
  const people = owned.length === 0 ? new Map<string, Persona>() : await readPeople(subject);
  const seen = () => readRows(subject, owned, people).catch(() => null);
  return {
    watch: async () => {
      const before = await seen();
      const made: Leftover[] = [];
      return {
        made: (as, request, status, answer) => {
          const [method, path = ''] = request.replace(/\?.*$/, '').split(' ');
          const { id } = (answer ?? {}) as { readonly id?: unknown };
          const isNew = method === 'POST' && status >= 200 && status < 300 && typeof id === 'string';
          if (isNew && canDelete(document, path)) made.unshift({ path: `${path}/${encodeURIComponent(id)}`, as });
        },
        clear: async () => {
          const after = before === null ? null : await seen();
          const came = [...(after ?? [])].flatMap(([path, as]) => (before?.has(path) === true ? [] : [{ path, as }]));
          const known = new Set(made.map(({ path }) => path));
          await remove(subject, [...made, ...came.filter(({ path }) => !known.has(path))]);
        },
      };
    },
  };
}

async function remove({ http }: Subject, all: readonly Leftover[]): Promise<void> {
  let left = all;
  for (let round = 0; round < ROUNDS && left.length > 0; round += 1) {
    const refused: Leftover[] = [];
    for (const leftover of left) {
      const { path, as } = leftover;
      const gone = await http(path, { method: 'DELETE', as, headers: { 'if-match': '*' } }).then(
        ({ status }) => status < 300 || status === 404,
        () => false,
      );
      if (!gone) refused.push(leftover);
    }
    if (refused.length === left.length) return;
    left = refused;
  }
}

const canDelete = ({ paths }: ApiDocument, path: string) =>
  Object.entries(paths).some(
    ([one, { delete: operation }]) => operation !== undefined && one.replace(/\/\{\w+\}$/, '') === path && one !== path,
  );

/** By the id that rows keep of their owner. */
async function readPeople({ app, http }: Subject): Promise<ReadonlyMap<string, Persona>> {
  if (!app.manifest.auth.required) return new Map();
  const found = await Promise.all(
    PEOPLE.map(async (as) => {
      const { status, text } = await http('/api/me', { as });
      if (status !== 200) return [];
      const { issuer, subject } = JSON.parse(text) as { readonly issuer: string; readonly subject: string };
      return [[`${issuer}#${subject}`, as] as const];
    }),
  );
  return new Map(found.flat());
}

/** Paths of all records of test people, with whose they are; null: more than can be compared. */
async function readRows({ query }: Subject, tables: readonly TableRules[], people: ReadonlyMap<string, Persona>) {
  if (tables.length === 0 || people.size === 0) return new Map<string, Persona>();
  const ids = [...people.keys()].map((id) => `'${id.replaceAll("'", "''")}'`).join(', ');
  const selects = tables.map(
    ({ table, path, ownerColumn }) =>
      `select '${path}/' || (to_jsonb(t) ->> 'id'), t.${ownerColumn}::text from ${table} t where t.${ownerColumn}::text in (${ids})`,
  );
  const { rows, truncated } = await query(selects.join('\nunion all\n'));
  if (truncated) return null;
  return new Map(
    rows.flatMap(([path, owner]) => {
      const as = people.get(owner ?? '');
      return path === null || path === undefined || as === undefined ? [] : [[path, as] as const];
    }),
  );
}
