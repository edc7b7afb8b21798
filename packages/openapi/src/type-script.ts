import { refName, type Schema } from './api-document.ts';

/** Names of the components, as they are called in TypeScript. */
export type TypeNames = ReadonlyMap<string, string>;

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** A schema as a TypeScript type. What a schema says beyond types (lengths, ranges) is not in it. */
export function typeOf(schema: Schema | boolean, names: TypeNames, indent = ''): string {
  if (typeof schema === 'boolean') return schema ? 'unknown' : 'never';
  if (schema.$ref !== undefined) return names.get(refName(schema.$ref)) ?? 'unknown';
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map(literal));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return union(choices.map((one) => typeOf(one, names, indent)));
  if (schema.allOf !== undefined) {
    return schema.allOf.map((one) => inUnit(typeOf(one, names, indent))).join(' & ') || 'unknown';
  }
  const types = schema.type === undefined ? impliedTypes(schema) : [schema.type].flat();
  return union(types.map((type) => typeOfKind(type, schema, names, indent)));
}

/** The members of an object, one line each, for an interface or a type in place. */
export function membersOf(schema: Schema, names: TypeNames, indent: string): string {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {})
    .map(([name, property]) => {
      const note = noteOf(property);
      const type = typeOf(property, names, indent);
      const comment = note === '' ? '' : `${indent}/** ${note} */\n`;
      // An app may hand on what it does not have: undefined never reaches the wire.
      return required.has(name)
        ? `${comment}${indent}${propertyName(name)}: ${type};\n`
        : `${comment}${indent}${propertyName(name)}?: ${union([type, 'undefined'])};\n`;
    })
    .join('');
}

/** True for what an `interface` can say. */
export function isPlainObject(schema: Schema): boolean {
  return schema.type === 'object' && schema.properties !== undefined && typeof schema.additionalProperties !== 'object';
}

export function quote(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** Text that may stand in a comment. */
export function commentText(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim();
}

export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
}

function typeOfKind(type: string, schema: Schema, names: TypeNames, indent: string): string {
  if (type === 'array') return arrayType(schema, names, indent);
  if (type === 'object') return objectType(schema, names, indent);
  return PRIMITIVES[type] ?? 'unknown';
}

function arrayType({ prefixItems, items }: Schema, names: TypeNames, indent: string): string {
  if (prefixItems === undefined) return `${inUnit(typeOf(items ?? true, names, indent))}[]`;
  const fixed = prefixItems.map((one) => typeOf(one, names, indent));
  const rest = typeof items === 'object' ? [`...${inUnit(typeOf(items, names, indent))}[]`] : [];
  return `[${[...fixed, ...rest].join(', ')}]`;
}

function objectType(schema: Schema, names: TypeNames, indent: string): string {
  const { properties, additionalProperties } = schema;
  const isOpen = typeof additionalProperties === 'object' || additionalProperties === true;
  const map = `{ [key: string]: ${typeOf(additionalProperties ?? true, names, indent)} }`;
  if (properties === undefined || Object.keys(properties).length === 0) {
    return additionalProperties === false ? '{ [key: string]: never }' : map;
  }
  const own = `{\n${membersOf(schema, names, `${indent}  `)}${indent}}`;
  return isOpen ? `${own} & ${map}` : own;
}

/** A schema may leave out what its keywords already say. */
function impliedTypes({ properties, items, prefixItems }: Schema): readonly string[] {
  if (properties !== undefined) return ['object'];
  return items !== undefined || prefixItems !== undefined ? ['array'] : [''];
}

function union(types: readonly string[]): string {
  const all = [...new Set(types)];
  if (all.includes('unknown')) return 'unknown';
  // What may be null or left out says so last.
  const rank = (type: string) => (type === 'undefined' ? 2 : type === 'null' ? 1 : 0);
  return all.sort((a, b) => rank(a) - rank(b)).join(' | ') || 'never';
}

function inUnit(type: string): string {
  return / [|&] /.test(type) && !/^[{[].*[}\]]$/s.test(type) ? `(${type})` : type;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? quote(value) : value === null ? 'null' : String(JSON.stringify(value));
}

function noteOf(schema: Schema): string {
  const { description, format, minLength, maxLength, minimum, maximum } = schema;
  const range = (from: number | undefined, to: number | undefined, unit: string) =>
    from === undefined && to === undefined
      ? ''
      : to === undefined
        ? `${from} or more${unit}`
        : from === undefined
          ? `at most ${to}${unit}`
          : `${from} to ${to}${unit}`;
  const parts = [
    description ?? '',
    format ?? '',
    range(minLength, maxLength, ' characters'),
    range(minimum, maximum, ''),
  ];
  return commentText(parts.filter((part) => part !== '').join('; '));
}
