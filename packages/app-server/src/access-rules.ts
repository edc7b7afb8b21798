/** The person owns the row: `column` (a key of the table) holds their id. Set by the server, never by the request. */
export interface OwnerRule {
  readonly kind: 'owner';
  readonly column: string;
}
/** Everybody who may sign in to the app. */
export interface SharedRule {
  readonly kind: 'shared';
}
/** Everybody in this group of the access token. */
export interface GroupRule {
  readonly kind: 'group';
  readonly group: string;
}
/** Everybody, signed in or not, for reading. */
export interface PublicReadRule {
  readonly kind: 'public-read';
}
/** Everybody, signed in or not, for writing too: for apps that nobody signs in to. */
export interface AnyoneRule {
  readonly kind: 'anyone';
}

/** Who may write a row: what `owner()`, `shared()`, `group(…)` and `anyone()` give. */
export type WriteRule = OwnerRule | SharedRule | GroupRule | AnyoneRule;
/** Who may read a row: the same, and what `publicRead()` gives. */
export type AccessRule = WriteRule | PublicReadRule;
export type Verb = 'read' | 'create' | 'update' | 'delete';

type OneOrAny<R> = R | readonly [R, ...R[]];

/**
 * Who may do what with the rows of a table. A list means any of its rules. One rule alone is for all verbs (only
 * `publicRead()` alone is for reading, and nobody writes). Per verb: `write` stands for create, update and delete;
 * a verb that is not named is nobody's.
 */
export type EntityAccess =
  | OneOrAny<WriteRule>
  | PublicReadRule
  | {
      readonly read: OneOrAny<AccessRule>;
      readonly write?: OneOrAny<WriteRule>;
      readonly create?: OneOrAny<WriteRule>;
      readonly update?: OneOrAny<WriteRule>;
      readonly delete?: OneOrAny<WriteRule>;
    };

/** Any of the rules lets a person in; none: nobody. */
export type VerbRules = Readonly<Record<Verb, readonly AccessRule[]>>;

/** The person whose id the column `ownerId` holds; of another column: `owner('personId')`. The server writes it. */
export const owner = (column = 'ownerId'): OwnerRule => ({ kind: 'owner', column });
/** Everybody who may sign in to the app. */
export const shared = (): SharedRule => ({ kind: 'shared' });
/** Everybody whose access token has this group of `auth.groups` or `auth.required_groups` of the manifest. */
export const group = (name: string): GroupRule => ({ kind: 'group', group: name });
/** Everybody reads, signed in or not. Alone: and nobody writes. */
export const publicRead = (): PublicReadRule => ({ kind: 'public-read' });
/** Everybody reads and writes, signed in or not: for apps that nobody signs in to. */
export const anyone = (): AnyoneRule => ({ kind: 'anyone' });

/** Null: nothing that was declared, or something outside the closed set. */
export function verbRules(access: unknown): VerbRules | null {
  const whole = ruleList(access);
  if (whole !== null) {
    const writes = whole.filter((rule) => rule.kind !== 'public-read');
    return { read: whole, create: writes, update: writes, delete: writes };
  }
  if (typeof access !== 'object' || access === null) return null;
  const {
    read,
    write = [],
    create = write,
    update = write,
    delete: remove = write,
    ...unknown
  } = access as Record<string, unknown>;
  const rules = { read: ruleList(read), create: ruleList(create), update: ruleList(update), delete: ruleList(remove) };
  const written = [rules.create, rules.update, rules.delete];
  if (Object.keys(unknown).length > 0 || !rules.read?.length || written.includes(null)) return null;
  if (written.some((list) => list?.some((rule) => rule.kind === 'public-read'))) return null;
  return rules as VerbRules;
}

/** Whether everybody whom `inner` lets in is let in by one of `outer` too. */
export function isCovered(inner: AccessRule, outer: readonly AccessRule[]): boolean {
  return outer.some((rule) => {
    if (rule.kind === 'public-read' || rule.kind === 'anyone') return true;
    if (rule.kind === 'shared') return inner.kind !== 'anyone';
    if (rule.kind === 'group') return inner.kind === 'group' && inner.group === rule.group;
    return inner.kind === 'owner' && inner.column === rule.column;
  });
}

function ruleList(value: unknown): readonly AccessRule[] | null {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every(isRule) ? list : null;
}

function isRule(value: unknown): value is AccessRule {
  const rule = value as Partial<Record<'kind' | 'column' | 'group', unknown>> | null | undefined;
  switch (rule?.kind) {
    case 'owner':
      return typeof rule.column === 'string';
    case 'group':
      return typeof rule.group === 'string' && rule.group !== '';
    case 'shared':
    case 'public-read':
    case 'anyone':
      return true;
    default:
      return false;
  }
}
