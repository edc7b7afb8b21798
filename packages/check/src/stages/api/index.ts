import { randomBytes } from 'node:crypto';
import { databaseName } from '@scalr/manifest';
import { type ApiDocument, readApiDocument } from '@scalr/openapi';
import type { Finding } from '../../finding.ts';
import type { Stage, Subject } from '../../subject.ts';
import { openBench, type Row } from './bench.ts';
import { type Collection, collectionsOf } from './collections.ts';
import { driveCollection } from './drive-collection.ts';
import { areKept, endRows } from './end-rows.ts';
import { guardRoutes } from './guard-routes.ts';
import type { Parents } from './make-rows.ts';
import { REFERENCES, readReferences } from './references.ts';
import { find } from './rules.ts';
import { readSourcePlaces } from './source-places.ts';
import { unproven } from './unproven.ts';

export { rules } from './rules.ts';

/** Drives every collection of an app as real people, over the gateway, and takes away again what it made. */
export const apiStage: Stage = async (subject, note) => {
  if (subject.app.manifest.backend === 'none') return [];
  const [value, places, references] = await Promise.all([
    subject.apiDocument(),
    readSourcePlaces(subject),
    databaseName(subject.app.manifest) === undefined ? new Map() : subject.query(REFERENCES).then(readReferences),
  ]);
  const document = readApiDocument(subject.app.slug, value);
  const collections = collectionsOf(document);
  const mark = randomBytes(3).toString('hex');
  const bench = openBench({ subject, document, collections, references, mark, places });
  for (const collection of collections) ownerOf(bench, collection);
  const parents: Parents = { made: [], pending: new Map() };
  const [driven] = await Promise.all([
    Promise.all(collections.map((collection) => driveCollection(bench, collection, parents))),
    guardRoutes(bench),
  ]);
  for (const [index, collection] of collections.entries()) {
    const answers = driven[index] === null ? bench.unmade.get(collection.path) : undefined;
    if (answers !== undefined) note(unproven(collection, answers));
  }
  const rows = driven.filter((row): row is Row => row !== null);
  await areKept(bench, rows);
  await endRows(bench, rows, parents.made);
  return [...unknownGroups(subject, document), ...(await bench.findings())];
};

/** Rows that have an owner who is nobody's business but the server's. */
function ownerOf(bench: ReturnType<typeof openBench>, collection: Collection): void {
  const { routes, writable } = collection;
  const { create } = routes;
  if (create === undefined || !writable.includes('ownerId')) return;
  const did = 'looked at what a new record may hold';
  bench.report('ownerFromRequest', create, collection, { did, got: 'ownerId', expected: 'an owner the server writes' });
}

/** Groups that rules ask for and that no token for the app will ever carry. */
function unknownGroups({ app }: Subject, { paths }: ApiDocument): readonly Finding[] {
  const { auth } = app.manifest;
  const named = new Set([...auth.required_groups, ...auth.groups]);
  const asked = Object.values(paths).flatMap((operations) =>
    Object.values(operations).flatMap((operation) => [
      ...operation['x-required-groups'],
      ...(operation['x-access'] ?? []).flatMap((rule) => (rule.startsWith('group:') ? [rule.slice(6)] : [])),
    ]),
  );
  return [...new Set(asked)]
    .filter((group) => !named.has(group))
    .map((group) =>
      find('unknownGroup', {
        ...{ file: `${app.folder}/app.manifest.yml`, did: 'compared the rules with the manifest' },
        ...{
          got: `a rule for the group ${group}, which the manifest does not name`,
          expected: `auth.groups: [${group}]`,
        },
        fix: `add ${group} to auth.groups of app.manifest.yml`,
      }),
    );
}
