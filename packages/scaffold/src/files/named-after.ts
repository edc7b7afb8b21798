import type { Change } from '../facts.ts';

/**
 * A technical name that is made of an app's slug: `@apps/my-app-frontend`, `my-app-db`, `my_app`, `DB_PASSWORD_MY_APP`. The slug has to stand
 * in it as whole words; any other name is given back as it is.
 */
export function renamed(name: string, { from, to }: Change): string {
  const kebab = swap(name, from.slug, to.slug, '-');
  const snake = swap(kebab, underscored(from.slug), underscored(to.slug), '_');
  return swap(snake, underscored(from.slug).toUpperCase(), underscored(to.slug).toUpperCase(), '_');
}

const underscored = (slug: string) => slug.replaceAll('-', '_');

function swap(name: string, from: string, to: string, joint: '-' | '_'): string {
  const at = name.indexOf(from);
  if (at === -1) return name;
  const before = name[at - 1];
  const after = name[at + from.length];
  const ends = (character: string | undefined) =>
    character === undefined || character === joint || /[@/:.]/.test(character);
  return ends(before) && ends(after) ? name.slice(0, at) + to + name.slice(at + from.length) : name;
}
