import type { Persona } from '../../subject.ts';
import { type Bench, isServerError, type Row, shown } from './bench.ts';
import { isListed } from './is-listed.ts';
import { makeBody } from './make-body.ts';
import { mayDo } from './make-rows.ts';
import { peopleOf } from './people.ts';

const VIEWERS = ['other', 'manager', 'member'] as const;

/** Sees that everybody else can do with a record what the rules say, and nothing more. */
export async function tryAsOthers(bench: Bench, row: Row): Promise<void> {
  const known = peopleOf(bench.subject.app.manifest);
  const viewers = VIEWERS.filter((one) => one !== row.owner && known.includes(one));
  await Promise.all(viewers.map((viewer) => tryAs(bench, row, viewer)));
}

async function tryAs(bench: Bench, row: Row, viewer: Persona): Promise<void> {
  await Promise.all([reads(bench, row, viewer), lists(bench, row, viewer), creates(bench, row, viewer)]);
  await writes(bench, row, viewer);
}

async function reads(bench: Bench, row: Row, viewer: Persona): Promise<void> {
  const { collection, id, owner } = row;
  const route = collection.routes.read!;
  const may = mayDo(bench, collection, 'read', viewer, false);
  if (may === null) return;
  const answer = await bench.ask(viewer, route, { id });
  if (isServerError(answer) || (answer.status === 200) === may) return;
  const did = `${answer.did}; ${owner} made it`;
  const expected = may ? '200' : '404';
  bench.report(may ? 'hidden' : 'visible', route, collection, { did, got: shown(answer), expected });
}

async function lists(bench: Bench, row: Row, viewer: Persona): Promise<void> {
  const { collection, id, owner } = row;
  const route = collection.routes.list;
  const may = mayDo(bench, collection, 'list', viewer, false);
  if (route === undefined || may === null) return;
  const isThere = await isListed(bench, row, viewer);
  if (isThere === null || isThere === may) return;
  const did = `GET ${collection.path} as ${viewer}; ${owner} made ${id}`;
  const [got, expected] = isThere
    ? ['a list that has it', 'a list without it']
    : ['a list without it', 'a list that has it'];
  bench.report(may ? 'hidden' : 'visible', route, collection, { did, got, expected });
}

async function creates(bench: Bench, { collection }: Row, viewer: Persona): Promise<void> {
  const route = collection.routes.create!;
  if (mayDo(bench, collection, 'create', viewer, true) !== false) return;
  const wish = { serial: bench.serial(), mark: bench.mark, variant: 1, reference: () => null };
  const answer = await bench.ask(viewer, route, { body: makeBody(bench.document, collection.input, wish) });
  if (answer.status >= 300) return;
  bench.report('mayCreate', route, collection, { did: answer.did, got: shown(answer), expected: '403' });
}

/** Changes first: a record that was deleted cannot be changed. */
async function writes(bench: Bench, row: Row, viewer: Persona): Promise<void> {
  const { collection, id, owner } = row;
  for (const verb of ['update', 'delete'] as const) {
    const route = collection.routes[verb];
    if (route === undefined || mayDo(bench, collection, verb, viewer, false) !== false) continue;
    const body = verb === 'update' ? { body: harmless(row) } : {};
    const answer = await bench.ask(viewer, route, { id, ...body });
    if (answer.status >= 300) continue;
    const did = `${answer.did}; ${owner} made it`;
    bench.report('writable', route, collection, { did, got: shown(answer), expected: '404' });
  }
}

/** What is there already, so that even an answer of 200 leaves it as it is. */
function harmless({ collection, now }: Row) {
  const key = collection.writable.find((one) => collection.visible.includes(one) && now[one] !== null);
  return key === undefined ? {} : { [key]: now[key] };
}
