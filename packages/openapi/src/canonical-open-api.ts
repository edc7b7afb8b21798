/**
 * An OpenAPI document without what says nothing about the contract and differs from library to library: titles, how
 * null is written, the pattern and the limits that a format or a type already mean, and every order.
 */
export function canonicalOpenApi(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalOpenApi);
  if (typeof value !== 'object' || value === null) return value;
  const schema = withNullType(value as Record<string, unknown>);
  const entries = Object.entries(schema)
    .filter(([name, inner]) => !isNoise(name, inner, schema))
    .map(([name, inner]) => [name, canonicalMember(name, inner)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

function isNoise(name: string, inner: unknown, parent: Readonly<Record<string, unknown>>): boolean {
  if (name === 'title') return typeof inner === 'string' && !('version' in parent);
  if (name === 'pattern') return typeof parent.format === 'string';
  // Every name in JSON is a text, and what may be there besides may be anything unless something else is said.
  if (name === 'propertyNames') return JSON.stringify(inner) === '{"type":"string"}';
  if (name === 'additionalProperties') return inner === true || JSON.stringify(inner) === '{}';
  // The integers that JSON can hold exactly.
  if (name === 'minimum' || name === 'maximum') return Math.abs(Number(inner)) === Number.MAX_SAFE_INTEGER;
  return false;
}

function canonicalMember(name: string, inner: unknown): unknown {
  const canonical = canonicalOpenApi(inner);
  if (!Array.isArray(canonical)) return canonical;
  const isSet = ['required', 'enum', 'anyOf', 'type', 'parameters'].includes(name);
  return isSet ? canonical.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : canonical;
}

/** `anyOf: [{type: X, …}, {type: null}]` is `type: [X, null], …`. */
function withNullType(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema;
  const members = anyOf as readonly Readonly<Record<string, unknown>>[];
  const other = members.find(({ type }) => typeof type === 'string' && type !== 'null');
  if (other === undefined || !members.some(({ type }) => type === 'null')) return schema;
  return { ...rest, ...other, type: [other.type, 'null'] };
}
