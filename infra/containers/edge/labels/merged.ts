import type { Defined, Definitions } from './definitions.ts';

/** What one container says. */
export interface Said {
  readonly definitions: Definitions;
}

type ThingOf<Kind extends keyof Definitions> =
  Definitions[Kind] extends ReadonlyMap<string, Defined<infer Thing>> ? Thing : never;

/** All of one kind by name. What two containers define in different words is left out: neither is believed. */
export function merged<Kind extends keyof Definitions>(
  all: readonly Said[],
  kind: Kind,
  complain: (sentence: string) => void,
): ReadonlyMap<string, ThingOf<Kind>> {
  const found = new Map<string, Defined<ThingOf<Kind>>>();
  const torn = new Set<string>();
  for (const { definitions } of all)
    for (const [name, defined] of definitions[kind] as ReadonlyMap<string, Defined<ThingOf<Kind>>>) {
      if ((found.get(name) ?? defined).words !== defined.words) torn.add(name);
      found.set(name, defined);
    }
  for (const name of torn) complain(`${name} of the ${kind} is left out: containers define it differently`);
  return new Map([...found].flatMap(([name, { thing }]) => (torn.has(name) ? [] : [[name, thing]])));
}
