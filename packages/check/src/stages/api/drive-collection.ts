import type { Persona } from '../../subject.ts';
import { type Bench, isServerError, type Row, shown } from './bench.ts';
import { changeRow } from './change-row.ts';
import type { Collection } from './collections.ts';
import { isListed } from './is-listed.ts';
import { spoiltBody } from './make-body.ts';
import { isSame, makeRow, mayDo, type Parents, whoMay } from './make-rows.ts';
import { tryAsOthers } from './try-as-others.ts';

/**
 * Makes one record and does with it what people do, up to but not including its end.
 * @returns the record as it should be from now on; null: there is none
 */
export async function driveCollection(bench: Bench, collection: Collection, parents: Parents): Promise<Row | null> {
  const owner = whoMay(bench, collection, 'create', null);
  if (owner === null) {
    bench.unmade.set(collection.path, []);
    return null;
  }
  const [made] = await Promise.all([
    makeRow(bench, collection, owner, parents),
    collection.isEntity ? refusesBadBody(bench, collection, owner) : null,
  ]);
  if (made === null) return null;
  await readBack(bench, made);
  await inList(bench, made, owner, true);
  const changed = await changeRow(bench, made);
  if (collection.isEntity) await tryAsOthers(bench, changed);
  return changed;
}

async function refusesBadBody(bench: Bench, collection: Collection, as: Persona): Promise<void> {
  const route = collection.routes.create!;
  const body = spoiltBody(bench.document, collection.shape);
  if (Object.keys(body).length === 0) return;
  const answer = await bench.ask(as, route, { body });
  if (isServerError(answer) || answer.status === 403) return;
  const { errors = [] } = (answer.json ?? {}) as { errors?: readonly { readonly pointer?: string }[] };
  if (answer.status === 422 && errors.some(({ pointer }) => typeof pointer === 'string')) return;
  const expected = '422, with errors that have a pointer';
  bench.report('unvalidated', route, collection, { did: answer.did, got: shown(answer), expected });
}

/** Says so when what is read is not what was answered before. */
async function readBack(bench: Bench, row: Row): Promise<void> {
  const { collection, owner, id, now } = row;
  const route = collection.routes.read!;
  const may = mayDo(bench, collection, 'read', owner, true);
  if (may === false) return;
  const answer = await bench.ask(owner, route, { id });
  if (isServerError(answer)) return;
  const seen = { did: `${answer.did} after making it`, got: shown(answer), expected: `200 ${JSON.stringify(now)}` };
  if (answer.status !== 200) {
    if (may === true) bench.report('hidden', route, collection, seen);
    return;
  }
  if (!isSame(now, answer.json) && route.rules !== null) bench.report('loses', route, collection, seen);
}

async function inList(bench: Bench, row: Row, as: Persona, isOwner: boolean): Promise<void> {
  const { collection, id } = row;
  const route = collection.routes.list;
  if (route === undefined || mayDo(bench, collection, 'list', as, isOwner) !== true) return;
  if ((await isListed(bench, row, as)) !== false) return;
  const did = `GET ${collection.path} as ${as}, who made ${id}`;
  bench.report('notListed', route, collection, { did, got: 'a list without it', expected: 'a list that has it' });
}
