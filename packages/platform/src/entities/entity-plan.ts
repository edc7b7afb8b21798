import { type Problem, ScalrError } from '@scalr/errors';
import { type EntityField, parseField } from './entity-field.ts';
import { type EntityNames, entityNames, wordsOf } from './entity-names.ts';
import { entityErrors } from './errors.ts';

export type EntityAccess =
  | { readonly kind: 'owner' | 'shared' | 'shared-read' | 'public-read' }
  | { readonly kind: 'group'; readonly group: string };

/** A new kind of record, decided. */
export interface EntityPlan {
  readonly names: EntityNames;
  readonly fields: readonly EntityField[];
  readonly access: EntityAccess;
  /** Rows have an owner. */
  readonly isOwned: boolean;
}

export interface EntityWish {
  readonly name: string;
  /** `title:string`, `due:date?`, `status:enum(draft|sent)=draft` */
  readonly fields: readonly string[];
  readonly access: string;
}

/** Words of TypeScript or Python, and paths that every app has. */
const RESERVED = new Set(
  `me health auth openapi api scalr index entity base class classes default defaults delete deletes export exports import
   imports new news return returns this super switch case void with yield async await enum function interface package
   private public static var let const true false null undefined none pass lambda global nonlocal def del metadata
   problem problems`.split(/\s+/),
);

/** @throws ScalrError with everything that is wrong at once */
export function planEntity({ name, fields, access }: EntityWish): EntityPlan {
  const problems: Problem[] = [];
  if (!/^[a-z](?:[-_]?[a-z0-9])*$/i.test(name) || name.length < 2 || name.length > 40)
    problems.push(entityErrors.problem('nameInvalid', { name }));
  else if (RESERVED.has(name.toLowerCase()) || RESERVED.has(entityNames(name).table))
    problems.push(entityErrors.problem('nameReserved', { name }));
  if (fields.length === 0) problems.push(entityErrors.problem('noFields', { name }));
  const parsed = fields.map(parseField);
  for (const one of parsed) if (!one.ok) problems.push(entityErrors.problem('fieldInvalid', one));
  const good = parsed.flatMap((one) => (one.ok ? [one.field] : []));
  for (const [key, same] of Map.groupBy(good, (field) => field.key))
    if (same.length > 1) problems.push(entityErrors.problem('fieldInvalid', { field: key, why: 'it is named twice' }));
  const rule = parseAccess(access);
  if (rule === null) problems.push(entityErrors.problem('accessInvalid', { access }));
  const [first, ...rest] = problems;
  if (first !== undefined || rule === null) throw new ScalrError('user', [first!, ...rest]);
  const isOwned = rule.kind !== 'shared' && rule.kind !== 'group';
  return { names: entityNames(wordsOf(name).join('-')), fields: good, access: rule, isOwned };
}

function parseAccess(text: string): EntityAccess | null {
  if (text === 'owner' || text === 'shared' || text === 'shared-read' || text === 'public-read') return { kind: text };
  const group = /^group:([a-z][a-z0-9_-]{0,63})$/.exec(text)?.[1];
  return group === undefined ? null : { kind: 'group', group };
}
