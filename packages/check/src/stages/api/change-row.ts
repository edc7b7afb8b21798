import { type Bench, isServerError, type Row, shown } from './bench.ts';
import { type Body, makeValue, spoiltBody } from './make-body.ts';
import { isSame, mayDo, whoMay } from './make-rows.ts';

/** Two, so that each field is among those that were not named at least once. */
const CHANGES = 2;

/** Changes one field and then another, and sees that all the rest stays; then sends what must be refused. */
export async function changeRow(bench: Bench, made: Row): Promise<Row> {
  const { collection } = made;
  if (collection.routes.update === undefined) return made;
  let row = made;
  let left = CHANGES;
  for (const key of changeable(bench, made)) {
    if (left === 0) break;
    const changed = await changeField(bench, row, key);
    if (changed === null) continue;
    row = changed;
    left -= 1;
  }
  if (collection.isEntity) await refusesBadChange(bench, row);
  return row;
}

/** Plain fields first: those with few values or with a meaning elsewhere may have rules that the schema cannot say. */
function changeable({ references }: Bench, { collection }: Row): readonly string[] {
  const refers = references.get(collection.path);
  const keys = collection.writable.filter((key) => collection.visible.includes(key) && !refers?.has(key));
  const isPlain = (key: string) => collection.input.properties?.[key]?.enum === undefined;
  return [...keys.filter(isPlain), ...keys.filter((key) => !isPlain(key))];
}

/** Null: there was no change to judge. */
async function changeField(bench: Bench, row: Row, key: string): Promise<Row | null> {
  const { collection, id } = row;
  const route = collection.routes.update!;
  const as = whoMay(bench, collection, 'update', row);
  if (as === null) return null;
  const field = { mark: bench.mark, serial: bench.serial(), variant: 3, reference: () => null, key, index: 0 };
  const value = other(makeValue(bench.document, collection.input.properties![key]!, field), row.now[key]);
  if (value === undefined || isSame(value, row.now[key])) return null;
  const answer = await bench.ask(as, route, { id, body: { [key]: value } });
  if (isServerError(answer)) return null;
  const { did } = answer;
  if (answer.status !== 200) {
    // A rule of the data is no fault; another field may have none.
    const isRule = answer.status === 409 || answer.status === 422;
    if (!isRule) bench.report('changeFails', route, collection, { did, got: shown(answer), expected: '200' });
    return null;
  }
  const reader = whoMay(bench, collection, 'read', row);
  const read = reader === null ? answer : await bench.ask(reader, collection.routes.read!, { id });
  if (read.status !== 200) return null;
  const now = read.json as Body;
  const lost = collection.writable.find((one) => one !== key && !isSame(row.now[one], now[one]));
  if (lost !== undefined) {
    const [got, expected] = [now, row.now].map((body) => `${lost}: ${JSON.stringify(body[lost])}`) as [string, string];
    bench.report('resets', route, collection, { did, got: `${got}, which the request did not name`, expected });
  } else if (!isSame(value, now[key])) {
    const [got, expected] = [now[key], value].map((one) => `${key}: ${JSON.stringify(one)}`) as [string, string];
    bench.report('loses', route, collection, { did, got, expected });
  }
  return { ...row, now };
}

function other(made: unknown, now: unknown): unknown {
  return typeof made === 'boolean' ? now !== true : made;
}

async function refusesBadChange(bench: Bench, row: Row): Promise<void> {
  const { collection, id, now } = row;
  const route = collection.routes.update!;
  const as = whoMay(bench, collection, 'update', row);
  const body = spoiltBody(bench.document, collection.shape);
  if (as === null || Object.keys(body).length === 0) return;
  const answer = await bench.ask(as, route, { id, body });
  if (isServerError(answer)) return;
  const { errors = [] } = (answer.json ?? {}) as { errors?: readonly { readonly pointer?: string }[] };
  if (answer.status !== 422 || errors.every(({ pointer }) => typeof pointer !== 'string')) {
    const expected = '422, with errors that have a pointer';
    bench.report('unvalidated', route, collection, { did: answer.did, got: shown(answer), expected });
    return;
  }
  if (mayDo(bench, collection, 'read', as, as === row.owner) === false) return;
  const read = await bench.ask(as, collection.routes.read!, { id });
  if (read.status !== 200 || isSame(now, read.json)) return;
  const seen = { did: `${answer.did}, then read it`, got: shown(read), expected: JSON.stringify(now) };
  bench.report('badBodyKept', route, collection, seen);
}
