import { type Bench, isServerError, type Row, shown } from './bench.ts';
import { isSame, mayDo, whoMay } from './make-rows.ts';

/** Sees after a restart that everything is as it was. */
export async function areKept(bench: Bench, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await bench.subject.restart();
  await Promise.all(
    rows.map(async (row) => {
      const { collection, id, owner, now } = row;
      const route = collection.routes.read!;
      if (mayDo(bench, collection, 'read', owner, true) === false) return;
      const answer = await bench.ask(owner, route, { id });
      if (isServerError(answer) || (answer.status === 200 && isSame(now, answer.json))) return;
      const seen = { did: `${answer.did}, after a restart`, got: shown(answer), expected: JSON.stringify(now) };
      bench.report('notKept', route, collection, seen);
    }),
  );
}

/** Deletes what was made, and sees that it is gone. What nobody may delete stays. */
export async function endRows(bench: Bench, rows: readonly Row[], parents: readonly Row[]): Promise<void> {
  await Promise.all(rows.map((row) => endRow(bench, row, true)));
  for (const row of [...parents].reverse()) await endRow(bench, row, false);
}

async function endRow(bench: Bench, row: Row, judge: boolean): Promise<void> {
  const { collection, id, owner } = row;
  const route = collection.routes.delete;
  const as = whoMay(bench, collection, 'delete', row);
  if (route === undefined || as === null) return;
  const answer = await bench.ask(as, route, { id });
  if (!judge || !collection.isEntity || isServerError(answer)) return;
  const { did } = answer;
  if (answer.status >= 300) {
    if (route.rules !== null) bench.report('refused', route, collection, { did, got: shown(answer), expected: '204' });
    return;
  }
  const read = await bench.ask(owner, collection.routes.read!, { id });
  if (isServerError(read) || read.status === 404) return;
  bench.report('notDeleted', route, collection, { did: `${did}, then ${read.did}`, got: shown(read), expected: '404' });
}
