import { camel, capital, type EntityNames, entityNames, wordsOf } from './entity-names.ts';

export type FieldType = 'string' | 'text' | 'int' | 'money' | 'bool' | 'date' | 'datetime' | 'uuid' | 'enum' | 'ref';

/** One field that a person writes. */
export interface EntityField {
  /** `dueDate`; an amount of money is `totalCents`, a reference `customerId`. */
  readonly key: string;
  /** `due_date` */
  readonly column: string;
  /** `Due date`, as a form says it. */
  readonly label: string;
  readonly type: FieldType;
  readonly isOptional: boolean;
  /** As it is written down: a number, true or false, or text. Null: none. */
  readonly fallback: string | number | boolean | null;
  /** Of an enum; otherwise empty. */
  readonly values: readonly string[];
  /** Of a reference; otherwise null. */
  readonly ref: EntityNames | null;
}

type Parsed =
  | { readonly ok: true; readonly field: EntityField }
  | { readonly ok: false; readonly field: string; readonly why: string };

const PLAIN: readonly string[] = ['string', 'text', 'int', 'money', 'bool', 'date', 'datetime', 'uuid'];
const OURS = ['id', 'ownerId', 'createdAt', 'updatedAt', 'metadata', 'registry', 'limit', 'cursor', 'sort', 'q'];

export function parseField(text: string): Parsed {
  const wrong = (why: string): Parsed => ({ ok: false, field: text, why });
  const [, name, type, optional, fallback] =
    /^([^:]*):((?:enum\([^)]*\)|ref:[^?=]*|[^?=]*))(\?)?(?:=(.*))?$/.exec(text) ?? [];
  if (name === undefined || type === undefined) return wrong('it has no type');
  if (!/^[a-z](?:[-_]?[a-z0-9])*$/i.test(name) || name.length > 40)
    return wrong('its name is no word of letters and digits');
  const words = wordsOf(name);
  const values = /^enum\((.*)\)$/.exec(type)?.[1]?.split('|') ?? [];
  const refName = /^ref:(.*)$/.exec(type)?.[1];
  const kind = values.length > 0 ? 'enum' : refName !== undefined ? 'ref' : type;
  if (kind !== 'enum' && kind !== 'ref' && !PLAIN.includes(kind))
    return wrong(`there is no type ${kind === '' ? 'without a name' : kind}`);
  if (values.some((value) => !/^[a-z][a-z0-9_-]*$/i.test(value)) || new Set(values).size < values.length)
    return wrong('the words of an enum are different ones of letters, digits, - and _');
  if (refName !== undefined && !/^[a-z](?:[-_]?[a-z0-9])*$/i.test(refName)) return wrong('it refers to no name');
  const ending = kind === 'money' ? 'cents' : kind === 'ref' ? 'id' : null;
  const all = ending === null || words.at(-1) === ending ? words : [...words, ending];
  const key = camel(all);
  if (OURS.includes(key)) return wrong(`${key} is set or used by the platform itself`);
  const read = readFallback(kind as FieldType, values, fallback);
  if (read === undefined) return wrong(`${fallback === '' ? 'nothing' : fallback} is no default of a ${kind}`);
  if (optional !== undefined && read !== null) return wrong('what may be empty needs no default');
  if (optional !== undefined && kind === 'bool') return wrong('yes or no cannot be empty');
  const field: EntityField = {
    key,
    column: all.join('_'),
    label: capital(words.filter((word, i) => !(ending === word && i === words.length - 1)).join(' ') || key),
    type: kind as FieldType,
    isOptional: optional !== undefined,
    fallback: read,
    values,
    ref: refName === undefined ? null : entityNames(refName),
  };
  return { ok: true, field };
}

/** Null: there is none, or the one that goes without saying. Undefined: it does not fit. */
function readFallback(
  type: FieldType,
  values: readonly string[],
  text: string | undefined,
): EntityField['fallback'] | undefined {
  if (text === undefined) return type === 'bool' ? false : null;
  switch (type) {
    case 'string':
      return text !== '' && text.length <= 200 ? text : undefined;
    case 'text':
      return text;
    case 'int':
    case 'money':
      return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
    case 'bool':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'enum':
      return values.includes(text) ? text : undefined;
    default:
      return undefined;
  }
}
