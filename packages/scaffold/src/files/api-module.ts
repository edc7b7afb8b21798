import type { Change } from '../facts.ts';

/** Module specifiers of import and export declarations, wherever the declaration breaks its lines. */
const SPECIFIER = /^((?:import|export)\b[^;'"]*?(?:\bfrom\s*)?)(['"])(@scalr\/api-types\/)([^'"/]+)(\/[^'"]*)?\2/gm;

/** The one file of a frontend that names its generated client: `export * from '@scalr/api-types/<slug>'`. */
export function apiModule(text: string, { from, to }: Change): string {
  return text.replaceAll(SPECIFIER, (whole, head: string, quote: string, scope: string, slug: string, rest = '') =>
    slug === from.slug ? `${head}${quote}${scope}${to.slug}${rest}${quote}` : whole,
  );
}
