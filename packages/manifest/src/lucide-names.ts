import { LUCIDE_NAMES } from './lucide-names.generated.ts';

let names: ReadonlySet<string> | undefined;

/** Every name, made into a set at the first question only. */
export function lucideNames(): ReadonlySet<string> {
  names ??= new Set(LUCIDE_NAMES.split(' '));
  return names;
}

export function isLucideName(name: string): boolean {
  // Three in four manifests keep the default, and the rest is asked once each.
  return name === 'app-window' || lucideNames().has(name);
}
