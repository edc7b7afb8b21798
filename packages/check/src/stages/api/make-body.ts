import { randomUUID } from 'node:crypto';
import { type ApiDocument, resolve, type Schema } from '@scalr/openapi';

export interface BodyWish {
  /** Other at every body: keeps what must be unique unique, and dates apart. */
  readonly serial: number;
  /** Short and random: `a1b2c3`. */
  readonly mark: string;
  /** 0: everything, away from defaults; 1: with the defaults of enums; 2: only what is required; more: other enums. */
  readonly variant: number;
  /** Id for a field that refers to something; null: it can stay empty. */
  readonly reference: (key: string) => string | null;
}

/** How many variants there are worth trying. */
export const VARIANTS = 6;

export type Body = Readonly<Record<string, unknown>>;

/** A body that fits a schema, made of nothing else. */
export function makeBody(document: ApiDocument, schema: Schema, wish: BodyWish): Body {
  const required = new Set(schema.required ?? []);
  const entries = Object.entries(schema.properties ?? {}).flatMap(([key, property], index) => {
    if (wish.variant === 2 && !required.has(key)) return [];
    const value = makeValue(document, property, { ...wish, key, index });
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

interface Field extends BodyWish {
  readonly key: string;
  /** Place among the fields: dates go up with it, so that an end comes after its beginning. */
  readonly index: number;
}

/** Undefined: better left out. */
export function makeValue(document: ApiDocument, written: Schema, field: Field): unknown {
  const schema = resolve(document, written);
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) {
    const chosen = options.find((option) => !isNull(resolve(document, option))) ?? {};
    return makeValue(document, { ...schema, ...resolve(document, chosen), ...BARE }, field);
  }
  if (schema.examples !== undefined && schema.examples.length > 0) {
    return schema.examples[field.variant % schema.examples.length];
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return fromEnum(schema, field);
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  return MAKERS[types[0] ?? 'object']?.(schema, field, document);
}

const BARE = { anyOf: undefined, oneOf: undefined } as unknown as Schema;

type Maker = (schema: Schema, field: Field, document: ApiDocument) => unknown;

const MAKERS: Readonly<Record<string, Maker>> = {
  string: (schema, field) => makeText(schema, field),
  integer: (schema, field) => makeNumber(schema, field),
  number: (schema, field) => makeNumber(schema, field),
  boolean: (schema) => (typeof schema.default === 'boolean' ? !schema.default : true),
  null: () => null,
  array: (schema, field, document) => {
    const count = Math.max(schema.minItems ?? 0, Math.min(1, schema.maxItems ?? 1));
    const items = typeof schema.items === 'object' ? schema.items : { type: 'string' };
    return Array.from({ length: count }, (_, at) => makeValue(document, items, { ...field, index: field.index + at }));
  },
  object: (schema, field, document) =>
    schema.properties === undefined ? { check: field.mark } : makeBody(document, schema, field),
};

function fromEnum({ enum: values = [], default: usual }: Schema, { variant }: Field): unknown {
  const named = values.filter((value) => value !== null);
  if (variant === 1) return usual ?? named[0];
  if (variant > 2) return named[(variant - 2) % named.length];
  return named.findLast((value) => value !== usual) ?? named[0];
}

const DAY_MS = 86_400_000;
const day = ({ serial, index }: Field) => new Date(Date.now() + (30 + serial * 40 + index) * DAY_MS).toISOString();

const FORMATS: Readonly<Record<string, (field: Field) => string | undefined>> = {
  uuid: (field) => field.reference(field.key) ?? (/Id$/.test(field.key) ? undefined : randomUUID()),
  date: (field) => day(field).slice(0, 10),
  'date-time': (field) => `${day(field).slice(0, 19)}.000Z`,
  time: ({ index }) => `${String(8 + (index % 12)).padStart(2, '0')}:30:00`,
  duration: () => 'P1D',
  email: ({ mark, key }) => `${key.toLowerCase()}.${mark}@example.org`,
  uri: ({ mark, key }) => `https://example.org/${key}/${mark}`,
  url: ({ mark, key }) => `https://example.org/${key}/${mark}`,
  hostname: ({ mark }) => `${mark}.example.org`,
  ipv4: () => '192.0.2.7',
  ipv6: () => '2001:db8::7',
};

function makeText(schema: Schema, field: Field): string | undefined {
  const byFormat = FORMATS[schema.format ?? ''];
  if (byFormat !== undefined) return byFormat(field);
  const { minLength = 0, maxLength = 120, pattern } = schema;
  const plain = fitted(`check ${field.mark}${field.serial} ${field.key}`, minLength, maxLength, field);
  if (pattern === undefined) return plain;
  const rule = new RegExp(pattern, 'u');
  const tried = [plain, ...guesses(field).map((guess) => fitted(guess, minLength, maxLength, field))];
  return tried.find((text) => rule.test(text)) ?? plain;
}

/** The part that is unique survives being cut. */
function fitted(text: string, min: number, max: number, { mark, serial }: Field): string {
  const short = text.length <= max ? text : `${serial}${mark}`.slice(0, max);
  return short.padEnd(min, 'x');
}

/** Forms that patterns often ask for. */
const guesses = ({ mark, serial, index }: Field): readonly string[] => {
  const digits = String(100_000 + Number.parseInt(mark, 16) + serial).slice(-6);
  return [
    ...[`${mark}${serial}`, `check-${mark}-${serial}`, digits, digits.slice(1), digits.slice(2), digits.slice(4)],
    ...[`#${mark.slice(0, 6).padEnd(6, '0')}`, '#abc', `+49${digits}0`, `0${digits}`, '12:30', '12.50', 'EUR', 'de'],
    ...[
      `AB-${digits}`,
      `ABC-${digits.slice(2)}`,
      `AB${digits}`,
      'A1',
      'Abc',
      'ABC',
      '2026-01',
      `2026-Q${1 + (index % 4)}`,
    ],
  ];
};

function makeNumber(schema: Schema, { serial, index, variant }: Field): number {
  const step = schema.multipleOf ?? 1;
  const low = schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + step);
  const high = schema.maximum ?? (schema.exclusiveMaximum === undefined ? 1_000_000 : schema.exclusiveMaximum - step);
  const from = low < 1 && high >= 1 ? Math.min(1, high) : low;
  const span = Math.max(1, Math.floor((high - from) / step) + 1);
  const wanted = from + ((serial * 7 + index + (variant > 2 ? variant : 0)) % span) * step;
  const value = Math.max(low, Math.min(high, Math.ceil(wanted / step) * step));
  if (value !== schema.default) return value;
  return value + step <= high ? value + step : value - step;
}

const isNull = ({ type }: Schema) => type === 'null';

/** A body in which every field is of another type than it should be. */
export function spoiltBody(document: ApiDocument, schema: Schema): Body {
  const entries = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const wrong = wrongFor(resolve(document, property));
    return wrong === undefined ? [] : [[key, wrong] as const];
  });
  return Object.fromEntries(entries);
}

function wrongFor(schema: Schema): unknown {
  const types = [schema.type ?? (schema.anyOf ?? schema.oneOf ?? []).map(({ type }) => type ?? 'any')].flat(2);
  if (schema.enum !== undefined && types.every((type) => type === 'string')) return 'no such value';
  if (types.length === 0 || types.includes('any')) return undefined;
  if (!types.includes('object')) return { not: 'this' };
  return types.includes('array') ? undefined : ['not this'];
}
