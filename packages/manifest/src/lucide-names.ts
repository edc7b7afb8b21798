import { LUCIDE_ALIASES, LUCIDE_NAMES } from './lucide-names.generated.ts';

let names: ReadonlySet<string> | undefined;
let aliases: ReadonlyMap<string, string> | undefined;

/** Every name, made into a set at the first question only. */
export function lucideNames(): ReadonlySet<string> {
  names ??= new Set(LUCIDE_NAMES.split(' '));
  return names;
}

/** Today's name of an icon: `house` for `house` and for its older name `home`; undefined: there is no such icon. */
export function lucideName(name: string): string | undefined {
  // Most manifests keep the default, which needs no list.
  if (name === 'app-window' || lucideNames().has(name)) return name;
  aliases ??= new Map(LUCIDE_ALIASES.split(' ').map((pair) => pair.split('=') as [string, string]));
  return aliases.get(name);
}
