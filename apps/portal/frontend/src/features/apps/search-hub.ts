import type { Hub } from '../../api.ts';

/** Apps in whose name, description or category every word of the query is found; capitals and accents aside. */
export function searchHub(categories: Hub['categories'], query: string): Hub['categories'] {
  const words = fold(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return categories;
  return categories
    .map(({ name, apps }) => ({
      name,
      apps: apps.filter((app) => {
        const text = fold(`${app.name} ${app.description} ${name}`);
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ apps }) => apps.length > 0);
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
