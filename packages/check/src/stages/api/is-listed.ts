import type { Persona } from '../../subject.ts';
import type { Bench, Row } from './bench.ts';

const PAGES = 5;

/** Null: the list could not be asked, or is too long to know. */
export async function isListed(bench: Bench, { collection, id }: Row, as: Persona): Promise<boolean | null> {
  const route = collection.routes.list;
  if (route === undefined) return null;
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const paging = `?limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const answer = await bench.ask(as, route, { query: route.rules === null ? '' : paging });
    if (answer.status !== 200) return null;
    const body = answer.json as { items?: unknown; nextCursor?: unknown } | readonly unknown[];
    const items: unknown = Array.isArray(body) ? body : (body as { items?: unknown }).items;
    if (!Array.isArray(items)) return null;
    if (items.some((item: { id?: unknown } | null) => item?.id === id)) return true;
    cursor = Array.isArray(body) ? null : (((body as { nextCursor?: unknown }).nextCursor as string | null) ?? null);
    if (cursor === null) return false;
    if (route.rules === null) return null;
  }
  return null;
}
