import { randomBytes } from 'node:crypto';
import { readApiDocument } from '@scalr/openapi';
import type { Persona, Subject } from '../../subject.ts';
import { type Collection, collectionsOf, rulesOf } from '../api/collections.ts';
import { makeBody } from '../api/make-body.ts';
import { isLetIn, peopleOf } from '../api/people.ts';
import { REFERENCES, readReferences } from '../api/references.ts';

export interface SampleRows {
  /** Whether there is a record of this person that this other one may see, or that nobody knows it of. */
  areSeenBy(viewer: Persona, owner: Persona): boolean;
  remove(): Promise<void>;
}

interface Made {
  readonly path: string;
  readonly id: string;
  readonly as: Persona;
}

/**
 * One record of each kind, so that pages have something to show and to press. What cannot be made is left out: whether
 * that is right is another stage's business.
 */
export async function makeSampleRows(subject: Subject): Promise<SampleRows> {
  if (subject.app.manifest.backend === 'none') return { areSeenBy: () => false, remove: async () => {} };
  const document = readApiDocument(subject.app.slug, await subject.apiDocument());
  const collections = collectionsOf(document);
  const references = await subject.query(REFERENCES).then(readReferences, () => new Map<string, Map<string, string>>());
  const made: Made[] = [];
  const mark = randomBytes(3).toString('hex');
  const waits = (collection: Collection) =>
    [...(references.get(collection.path)?.values() ?? [])].some(
      (target) => target !== collection.path && !made.some(({ path }) => path === target),
    );
  const make = async (collection: Collection): Promise<void> => {
    const reference = (key: string) =>
      made.find(({ path }) => path === references.get(collection.path)?.get(key))?.id ?? null;
    for (const as of peopleOf(subject.app.manifest).filter((persona) => persona !== 'other')) {
      for (const variant of [0, 2]) {
        const body = makeBody(document, collection.input, { serial: made.length, mark, variant, reference });
        const { status, text } = await subject.http(collection.path, {
          method: 'POST',
          as,
          body: JSON.stringify(body),
        });
        if (status === 401 || status === 403) break;
        if (status !== 201) continue;
        made.push({ path: collection.path, id: String((JSON.parse(text) as { id: unknown }).id), as });
        return;
      }
    }
  };
  const [first, rest] = [collections.filter((one) => !waits(one)), collections.filter(waits)];
  await Promise.all(first.map(make));
  for (const collection of rest) await make(collection);
  return {
    areSeenBy: (viewer, owner) =>
      made.some(({ path, as }) => {
        const collection = collections.find((one) => one.path === path)!;
        const verb = collection.routes.list === undefined ? 'read' : 'list';
        const rules = rulesOf(collection, verb);
        return as === owner && (rules === null || isLetIn(rules, viewer, false));
      }),
    remove: async () => {
      // The last ones first: they may refer to the others.
      for (const { path, id, as } of made.reverse()) {
        await subject.http(`${path}/${id}`, { method: 'DELETE', as, headers: { 'if-match': '*' } });
      }
    },
  };
}
