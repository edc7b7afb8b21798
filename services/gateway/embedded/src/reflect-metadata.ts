/**
 * The part of the Reflect Metadata proposal that @peculiar/x509 needs of its surroundings before it is imported:
 * keyed notes on classes, inherited along the prototype chain. Members of classes are never annotated by it.
 */
type Key = string | symbol;

const notes = new WeakMap<object, Map<Key, unknown>>();

function getOwnMetadata(key: Key, target: object): unknown {
  return notes.get(target)?.get(key);
}

function getMetadata(key: Key, target: object): unknown {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
    if (notes.get(at)?.has(key)) return getOwnMetadata(key, at);
  }
  return undefined;
}

function defineMetadata(key: Key, value: unknown, target: object): void {
  const own = notes.get(target) ?? new Map<Key, unknown>();
  own.set(key, value);
  notes.set(target, own);
}

const metadata = (key: Key, value: unknown) => (target: object) => defineMetadata(key, value, target);

if (!('getMetadata' in Reflect)) Object.assign(Reflect, { getOwnMetadata, getMetadata, defineMetadata, metadata });
