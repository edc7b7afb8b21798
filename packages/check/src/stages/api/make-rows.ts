import type { Persona } from '../../subject.ts';
import { type Answer, type Bench, isServerError, type Row, shown } from './bench.ts';
import { type Collection, type CollectionRoute, type CollectionVerb, rulesOf } from './collections.ts';
import { type Body, makeBody, VARIANTS } from './make-body.ts';
import { isLetIn, mayOpen, peopleOf } from './people.ts';

/** Deeper chains of records that refer to each other are left out. */
const DEPTH = 4;

/** Whether the rules let somebody do this; null: nobody knows, since it was written by hand. */
export function mayDo(
  { subject }: Bench,
  collection: Collection,
  verb: CollectionVerb,
  persona: Persona,
  isOwner: boolean,
): boolean | null {
  const { auth } = subject.app.manifest;
  const rules = rulesOf(collection, verb);
  const isOpen = rules?.some((rule) => rule === 'public-read' || rule === 'anyone') === true;
  if (auth.required && !isOpen && !mayOpen(auth.required_groups, persona)) return false;
  return rules === null ? null : isLetIn(rules, persona, isOwner);
}

/** The first of the test people who may do it; a hand-written route is asked by whoever its groups let in. */
export function whoMay(bench: Bench, collection: Collection, verb: CollectionVerb, row: Row | null): Persona | null {
  const route = collection.routes[verb];
  if (route === undefined) return null;
  const isOwner = (persona: Persona) => row === null || row.owner === persona;
  const known = peopleOf(bench.subject.app.manifest);
  const people = row === null ? known : [row.owner, ...known.filter((persona) => persona !== row.owner)];
  return (
    people.find(
      (persona) => mayDo(bench, collection, verb, persona, isOwner(persona)) ?? mayUse(bench, route, persona),
    ) ?? null
  );
}

function mayUse({ subject }: Bench, { operation }: CollectionRoute, persona: Persona): boolean {
  if (persona === 'anon') return operation.security.length === 0;
  const needed = [...subject.app.manifest.auth.required_groups, ...operation['x-required-groups']];
  return operation['x-callers'].length === 0 && mayOpen(needed, persona);
}

/** Rows that others refer to, made once for each person. */
export interface Parents {
  readonly made: Row[];
  readonly pending: Map<string, Promise<Row | null>>;
}

/**
 * Makes a record from the schema alone, and before it what it refers to.
 * @returns null: it could not be made, which is reported where it is a fault
 */
export async function makeRow(
  bench: Bench,
  collection: Collection,
  owner: Persona,
  parents: Parents,
  depth = 0,
): Promise<Row | null> {
  const route = collection.routes.create!;
  const answers: Answer[] = [];
  // What a person made themselves may be just what a rule keeps them from referring to: no seat in their own car.
  const tried = new Set<string>();
  for (const host of [owner, ...hostsBeside(bench, collection, owner)]) {
    const known = await referred(bench, collection, { owner, host, parents, depth });
    if (known === null || tried.has([...known.values()].join())) continue;
    tried.add([...known.values()].join());
    const taken = await tryVariants(bench, collection, owner, known, answers);
    if (taken !== null) return taken.row;
    if (answers.some(isServerError)) return null;
  }
  const [first] = answers;
  // What the data itself stands against is a rule that no schema can say, and the app may be right to have it.
  if (first === undefined || route.rules === null || answers.every(({ status }) => status === 409)) {
    bench.unmade.set(collection.path, answers);
    return null;
  }
  const isRefused = first.status === 401 || first.status === 403;
  const seen = { did: first.did, got: shown(first), expected: '201' };
  bench.report(isRefused ? 'refused' : 'createFails', route, collection, seen);
  return null;
}

/** Null: every body was refused. A row that is null was taken, and nobody can tell where it is. */
async function tryVariants(
  bench: Bench,
  collection: Collection,
  owner: Persona,
  known: ReadonlyMap<string, string>,
  answers: Answer[],
): Promise<{ readonly row: Row | null } | null> {
  const { document, mark } = bench;
  for (let variant = 0; variant < VARIANTS; variant += 1) {
    const wish = { serial: bench.serial(), mark, variant, reference: (key: string) => known.get(key) ?? null };
    const body = makeBody(document, collection.shape, wish);
    const answer = await bench.ask(owner, collection.routes.create!, { body });
    if (answer.status >= 200 && answer.status < 300) {
      const row = accept(bench, collection, owner, body, answer);
      if (row === null) bench.unmade.set(collection.path, [answer]);
      return { row };
    }
    answers.push(answer);
    if (answer.status !== 409 && answer.status !== 422) break;
  }
  return null;
}

interface Relation {
  readonly owner: Persona;
  /** Who makes what is referred to. */
  readonly host: Persona;
  readonly parents: Parents;
  readonly depth: number;
}

const targetsOf = ({ references }: Bench, { path, writable }: Collection) =>
  [...(references.get(path) ?? [])].filter(([key]) => writable.includes(key));

/** Others whose records somebody could refer to; a second one would be refused what the first was. */
function hostsBeside(bench: Bench, collection: Collection, owner: Persona): readonly Persona[] {
  if (targetsOf(bench, collection).length === 0) return [];
  return peopleOf(bench.subject.app.manifest)
    .filter((persona) => persona !== owner)
    .slice(0, 1);
}

/** Ids by field; null: something that has to be referred to is not to be had for this person, which is nobody's fault. */
async function referred(bench: Bench, collection: Collection, relation: Relation) {
  const known = new Map<string, string>();
  for (const [key, path] of targetsOf(bench, collection)) {
    const id = await parentOf(bench, path, relation);
    if (id !== null) known.set(key, id);
    else if (collection.input.required?.includes(key)) return null;
  }
  return known;
}

function accept(bench: Bench, collection: Collection, owner: Persona, sent: Body, answer: Answer): Row | null {
  const route = collection.routes.create!;
  const { id } = (answer.json ?? {}) as { id?: unknown };
  const location = String(answer.headers.location ?? '');
  const isWhole = typeof id === 'string' && answer.status === 201 && location.endsWith(`${collection.path}/${id}`);
  if (!isWhole && collection.isEntity) {
    const got = `${shown(answer)}${location === '' ? ', no Location' : `, Location: ${location}`}`;
    bench.report('notCreated', route, collection, { did: answer.did, got, expected: '201, Location and the record' });
  }
  if (typeof id !== 'string') return null;
  const now = answer.json as Body;
  const lost = lostField(collection, sent, now);
  if (lost !== null) bench.report('loses', route, collection, { did: answer.did, ...lost });
  return { collection, id, owner, now };
}

/** A field that was sent and is answered otherwise; spelling may be made uniform. */
function lostField({ visible }: Collection, sent: Body, answered: Body) {
  const key = Object.keys(sent).find((one) => visible.includes(one) && !isSame(sent[one], answered[one]));
  if (key === undefined) return null;
  return { got: `${key}: ${JSON.stringify(answered[key])}`, expected: `${key}: ${JSON.stringify(sent[key])}` };
}

export function isSame(sent: unknown, answered: unknown): boolean {
  if (typeof sent === 'string' && typeof answered === 'string') {
    const [a, b] = [Date.parse(sent), Date.parse(answered)];
    return sent.trim().toLowerCase() === answered.trim().toLowerCase() || (!Number.isNaN(a) && a === b);
  }
  if (typeof sent !== 'object' || sent === null) return sent === answered || String(sent) === String(answered);
  return JSON.stringify(sorted(sent)) === JSON.stringify(sorted(answered));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

async function parentOf(bench: Bench, path: string, { owner, host, parents, depth }: Relation): Promise<string | null> {
  const collection = bench.collections.find((one) => one.path === path);
  if (collection === undefined || depth >= DEPTH) return null;
  const maker =
    mayDo(bench, collection, 'create', host, true) === false ? whoMay(bench, collection, 'create', null) : host;
  // A reference may only name what the person can see.
  if (maker === null || mayDo(bench, collection, 'read', owner, maker === owner) === false) return null;
  const key = `${path} ${maker}`;
  const made =
    parents.pending.get(key) ??
    makeRow(bench, collection, maker, parents, depth + 1).then((row) => {
      if (row !== null) parents.made.push(row);
      return row;
    });
  parents.pending.set(key, made);
  return (await made)?.id ?? null;
}
