import type { Problem } from '@scalr/errors';
import { appFolders, type Manifest } from '@scalr/manifest';
import { scaffoldErrors } from './errors.ts';

export const KINDS = ['product', 'client', 'internal', 'platform'] as const satisfies readonly Manifest['kind'][];
export const BACKENDS = ['typescript', 'fastapi'] as const satisfies readonly Manifest['backend'][];

/** What a person said so far; everything else follows or is missing. */
export interface Wish {
  readonly name?: string;
  readonly slug?: string;
  readonly description?: string;
  readonly kind?: string;
  readonly backend?: string;
  /** Where an app of this kind may lie in more than one place: `apps/my-app` or `services/my-app`. */
  readonly folder?: string;
  readonly icon?: string;
  readonly color?: string;
  readonly owner?: string;
}

/** Everything that has to be known of a new app. */
export interface Answers {
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly kind: Manifest['kind'];
  readonly backend: (typeof BACKENDS)[number];
  /** Relative to the workspace root. */
  readonly folder: string;
  readonly icon: string;
  readonly color: string;
  readonly owner: string;
}

export type Answered =
  | { readonly ok: true; readonly answers: Answers }
  | { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] };

/** What a tile shows when nobody chose. */
export const DEFAULT_ICON = 'app-window';
/** Dark enough for white letters, and told apart at a glance. */
export const COLORS = [
  '#4f46e5',
  '#0f766e',
  '#b45309',
  '#be123c',
  '#7c3aed',
  '#0369a1',
  '#4d7c0f',
  '#a21caf',
  '#c2410c',
  '#1d4ed8',
] as const;

const MAX_SLUG = 40;

/** `club-packing-list` of `Club packing list`; empty where the name has no letter of a-z. */
export function proposeSlug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l');
  const words = plain.replaceAll(/['’]/g, '').match(/[a-z0-9]+/g) ?? [];
  const whole = words.join('-').replace(/^[0-9-]+/, '');
  let slug = whole.slice(0, MAX_SLUG);
  // A word that does not fit is left out as a whole, but for the first.
  if (whole.length > MAX_SLUG && whole[MAX_SLUG] !== '-') slug = slug.replace(/-[^-]*$/, '');
  return slug.length === 1 ? `${slug}-app` : slug;
}

/** Always the same colour for the same slug, so that neighbours on the hub differ. */
export function proposeColor(slug: string): string {
  let sum = 0;
  for (const character of slug) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  return COLORS[sum % COLORS.length]!;
}

/** Where an app of a kind usually lies. */
export function usualFolder(kind: Manifest['kind'], slug: string): string {
  const folders = appFolders({ kind, slug });
  return (kind === 'platform' ? folders.at(-1) : folders[0]) ?? `apps/${slug}`;
}

/** A wish to complete answers, or to everything that is missing or no choice. What the manifest rules say comes later. */
export function completeAnswers(wish: Wish): Answered {
  const problems: Problem[] = [];
  const said = (value: string | undefined) => (value?.trim() ? value.trim() : undefined);
  const name = said(wish.name);
  const description = said(wish.description);
  const slug = said(wish.slug) ?? (name === undefined ? undefined : proposeSlug(name));
  const missing = Object.entries({ name, description }).flatMap(([key, value]) => (value === undefined ? [key] : []));
  if (missing.length > 0) problems.push(scaffoldErrors.problem('missing', { what: missing }));
  if (slug === '') problems.push(scaffoldErrors.problem('noSlug', { name: name ?? '' }));
  const kind = choice('kind', said(wish.kind) ?? 'product', KINDS, problems);
  const backend = choice('backend', said(wish.backend) ?? 'typescript', BACKENDS, problems);
  const folder = folderOf(said(wish.folder), kind, slug, problems);
  const [first, ...rest] = problems;
  if (first !== undefined) return { ok: false, problems: [first, ...rest] };
  return {
    ok: true,
    answers: {
      name: name as string,
      slug: slug as string,
      description: description as string,
      kind: kind as Answers['kind'],
      backend: backend as Answers['backend'],
      folder,
      icon: said(wish.icon) ?? DEFAULT_ICON,
      color: (said(wish.color) ?? proposeColor(slug as string)).toLowerCase(),
      owner: said(wish.owner) ?? 'Platform team',
    },
  };
}

function choice<T extends string>(flag: string, seen: string, known: readonly T[], problems: Problem[]): T | undefined {
  const found = known.find((one) => one === seen);
  if (found === undefined) {
    problems.push(scaffoldErrors.problem('badChoice', { flag, seen: JSON.stringify(seen.slice(0, 60)), known }));
  }
  return found;
}

/** `services`, `services/` and `services/my-app` all mean the same. */
function folderOf(
  said: string | undefined,
  kind: Manifest['kind'] | undefined,
  slug: string | undefined,
  problems: Problem[],
): string {
  if (kind === undefined || !slug) return '';
  if (said === undefined) return usualFolder(kind, slug);
  const known = appFolders({ kind, slug });
  const plain = said.replace(/\/+$/, '');
  const folder = known.find((one) => one === plain || one === `${plain}/${slug}`);
  if (folder === undefined) problems.push(scaffoldErrors.problem('badFolder', { folder: said, kind, known }));
  return folder ?? '';
}
