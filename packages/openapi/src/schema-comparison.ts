import { type ApiDocument, refName, resolve, type Schema } from './api-document.ts';
import type { BreakingChange } from './breaking-changes.ts';

/** `taken`: requests; what was taken must still be. `answered`: answers; nothing may come that never came. */
type Direction = 'taken' | 'answered';

const ANY = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** Compares one schema before and after, as deep as it goes. */
export class SchemaComparison {
  readonly #old: ApiDocument;
  readonly #now: ApiDocument;
  readonly #direction: Direction;
  /** Pairs of named schemas that were begun: a tree of tasks has tasks in it. */
  readonly #begun = new Set<string>();

  constructor(old: ApiDocument, now: ApiDocument, direction: Direction) {
    this.#old = old;
    this.#now = now;
    this.#direction = direction;
  }

  /** @param pointer of the new schema in its document */
  compare(before: Schema, after: Schema, pointer: string): readonly BreakingChange[] {
    const at = after.$ref === undefined ? pointer : `/components/schemas/${refName(after.$ref)}`;
    if (before.$ref !== undefined && after.$ref !== undefined) {
      const pair = `${before.$ref} ${after.$ref}`;
      if (this.#begun.has(pair)) return [];
      this.#begun.add(pair);
    }
    const isTaken = this.#direction === 'taken';
    const olds = alternatives(this.#old, resolve(this.#old, before));
    const news = alternatives(this.#now, resolve(this.#now, after));
    // Whatever is in the narrow one must be in the wide one.
    const [wide, narrow] = isTaken ? [news, olds] : [olds, news];
    return narrow.flatMap((one) => {
      const candidates = wide.filter((other) => isType(one, other));
      if (candidates.length === 0) {
        const name = [one.type].flat().join(' or ');
        return [{ pointer: at, what: isTaken ? `no longer takes ${name}` : `may be ${name} now` }];
      }
      const results = candidates.map((other) =>
        isTaken ? this.#simple(one, other, at) : this.#simple(other, one, at),
      );
      return results.find((result) => result.length === 0) ?? results[0] ?? [];
    });
  }

  #simple(before: Schema, after: Schema, at: string): readonly BreakingChange[] {
    const changes = [...this.#values(before, after, at), ...this.#limits(before, after, at)];
    if (before.type === 'object') changes.push(...this.#members(before, after, at));
    if (before.type === 'array') changes.push(...this.#entries(before, after, at));
    return changes;
  }

  #values(before: Schema, after: Schema, at: string): BreakingChange[] {
    const isTaken = this.#direction === 'taken';
    const [wide, narrow] = isTaken ? [after, before] : [before, after];
    const [allowed, given] = [valuesOf(wide), valuesOf(narrow)];
    if (allowed !== null) {
      const known = new Set(allowed.map((value) => JSON.stringify(value)));
      const other = given?.filter((value) => !known.has(JSON.stringify(value)));
      const names = other?.map((value) => JSON.stringify(value)).join(', ') ?? 'anything else';
      if (other === undefined || other.length > 0)
        return [{ pointer: at, what: isTaken ? `no longer takes ${names}` : `may be ${names} now` }];
    }
    if (wide.format !== undefined && given === null && wide.format !== narrow.format)
      return [{ pointer: at, what: isTaken ? `has to be ${wide.format} now` : `need not be ${wide.format} any more` }];
    return [];
  }

  /** Only what is taken: a shorter answer surprises nobody. */
  #limits(before: Schema, after: Schema, at: string): BreakingChange[] {
    if (this.#direction === 'answered') return [];
    const lower = (['minLength', 'minimum'] as const).filter(
      (key) => (after[key] ?? -Infinity) > (before[key] ?? -Infinity) && after[key] !== 0,
    );
    const upper = (['maxLength', 'maximum'] as const).filter(
      (key) => (after[key] ?? Infinity) < (before[key] ?? Infinity),
    );
    return [...lower, ...upper].map((key) => ({ pointer: at, what: `${key} is ${after[key]} now` }));
  }

  #members(before: Schema, after: Schema, at: string): BreakingChange[] {
    const isTaken = this.#direction === 'taken';
    const [old, now] = [before.properties ?? {}, after.properties ?? {}];
    const [wasRequired, isRequired] = [new Set(before.required), new Set(after.required)];
    const changes: BreakingChange[] = [];
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const [former, member] = [old[name], now[name]];
      const here = `${at}/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (isTaken && isRequired.has(name) && !wasRequired.has(name))
        changes.push({ pointer: here, what: 'is required now' });
      if (former === undefined) continue;
      if (member === undefined) {
        if (!isTaken) changes.push({ pointer: here, what: 'is no longer answered' });
        else if (after.additionalProperties === false) changes.push({ pointer: here, what: 'is no longer taken' });
        continue;
      }
      if (!isTaken && wasRequired.has(name) && !isRequired.has(name))
        changes.push({ pointer: here, what: 'may be missing now' });
      changes.push(...this.compare(former, member, here));
    }
    const [map, mapNow] = [before.additionalProperties, after.additionalProperties];
    if (typeof map === 'object' && typeof mapNow === 'object')
      changes.push(...this.compare(map, mapNow, `${at}/additionalProperties`));
    return changes;
  }

  #entries(before: Schema, after: Schema, at: string): readonly BreakingChange[] {
    const fixed = (before.prefixItems ?? []).flatMap((item, index) => {
      const other = after.prefixItems?.[index];
      return other === undefined ? [] : this.compare(item, other, `${at}/prefixItems/${index}`);
    });
    const isSame = typeof before.items === 'object' && typeof after.items === 'object';
    return isSame ? [...fixed, ...this.compare(before.items, after.items, `${at}/items`)] : fixed;
  }
}

/** A schema as schemas of one type each. */
function alternatives(document: ApiDocument, schema: Schema): readonly Schema[] {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.flatMap((one) => alternatives(document, resolve(document, one)));
  if (schema.allOf !== undefined) {
    const parts = schema.allOf.map((one) => resolve(document, one));
    const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
    return [{ type: 'object', properties, required: parts.flatMap((part) => part.required ?? []) }];
  }
  const values = valuesOf(schema);
  const types = [schema.type ?? (values === null ? ANY : [...new Set(values.map(typeOfValue))])].flat();
  return types.map((type) =>
    values === null
      ? { ...schema, type }
      : { ...schema, type, enum: values.filter((value) => isKind(typeOfValue(value), type)) },
  );
}

function valuesOf(schema: Schema): readonly unknown[] | null {
  return schema.const !== undefined ? [schema.const] : (schema.enum ?? null);
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function isType(one: Schema, other: Schema): boolean {
  return isKind(String(one.type), String(other.type));
}

/** Every integer is a number. */
function isKind(one: string, other: string): boolean {
  return one === other || (one === 'integer' && other === 'number');
}
