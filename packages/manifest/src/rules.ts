import type { Problem } from '@scalr/errors';
import { appFolders } from './app-folder.ts';
import { closestName } from './closest-name.ts';
import { manifestErrors } from './errors.ts';
import { lucideName, lucideNames } from './lucide-names.ts';
import { whyDatabaseReserved, whyReserved } from './reserved.ts';
import type { Manifest } from './schema.ts';
import { nameOf, valueAt } from './schema-problem.ts';
import { secretShape } from './secret-shape.ts';
import { seen } from './seen.ts';

export type Path = readonly PropertyKey[];
type Report = (path: Path, make: (place: Pick<Problem, 'file' | 'line' | 'pointer'>) => Problem) => void;

/** One function a rule. Each reads what is there, of the right type or not, so that all of them are heard at once. */
export const RULES: readonly ((input: unknown, report: Report) => void)[] = [
  reservedNames,
  icon,
  lookalikes,
  secrets,
  ports,
  formerHosts,
  contradictions,
];

const FORMER = ['routing', 'former_subdomains'] as const;

function text(input: unknown, path: Path): string | undefined {
  const value = valueAt(input, path);
  return typeof value === 'string' ? value : undefined;
}

function reservedNames(input: unknown, report: Report): void {
  const kind = valueAt(input, ['kind']);
  const former = formerSubdomains(input).map((_, index) => [...FORMER, index]);
  const own = [['slug'], ['routing', 'subdomain'], ['auth', 'client_id'], ['auth', 'authentik_app_slug']];
  for (const path of [...own, ...former]) {
    const value = text(input, path);
    const why = value === undefined ? undefined : whyReserved(value, kind);
    if (value !== undefined && why !== undefined) {
      report(path, (place) => manifestErrors.problem('reserved', { name: nameOf(path), value, why }, place));
    }
  }
  if (valueAt(input, ['database']) === undefined) return;
  const named = text(input, ['database', 'name']);
  const value = named ?? text(input, ['slug'])?.replaceAll('-', '_');
  const why = value === undefined ? undefined : whyDatabaseReserved(value);
  if (value === undefined || why === undefined) return;
  if (named === undefined && whyReserved(text(input, ['slug']) ?? '', kind) !== undefined) return;
  report(named === undefined ? ['database'] : ['database', 'name'], (place) =>
    manifestErrors.problem('reserved', { name: 'database.name', value, why }, place),
  );
}

function icon(input: unknown, report: Report): void {
  const value = text(input, ['icon']);
  if (value === undefined || lucideName(value) !== undefined) return;
  if (/^assets\/(?:[a-z0-9][a-z0-9_-]*\/)*[a-z0-9][a-z0-9_-]*\.svg$/.test(value)) return;
  const closest = /^[\w -]{2,40}$/.test(value) ? closestName(value, lucideNames()) : undefined;
  report(['icon'], (place) => manifestErrors.problem('badIcon', { seen: seen(value), closest }, place));
}

function lookalikes(input: unknown, report: Report): void {
  for (const path of [['name'], ['owner'], ['hub', 'category']]) {
    const mixed = (text(input, path)?.match(/[\p{L}\p{M}]+/gu) ?? []).find(
      (word) =>
        /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(word),
    );
    if (mixed !== undefined) {
      const details = { name: nameOf(path), seen: seen(mixed) };
      report(path, (place) => manifestErrors.problem('lookalike', details, place));
    }
  }
}

function secrets(input: unknown, report: Report, path: Path = []): void {
  const value = valueAt(input, path);
  if (typeof value === 'string') {
    const why = secretShape(value);
    if (why !== undefined)
      report(path, (place) => manifestErrors.problem('secret', { name: nameOf(path), why }, place));
  } else if (typeof value === 'object' && value !== null) {
    const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
    for (const key of keys) secrets(input, report, [...path, key]);
  }
}

function ports(input: unknown, report: Report): void {
  const taken = new Map<unknown, string>();
  for (const key of ['frontend', 'backend', 'db']) {
    const path = ['routing', 'ports', key];
    const port = valueAt(input, path);
    if (typeof port !== 'number') continue;
    const other = taken.get(port);
    if (other !== undefined) {
      const what = `"routing.ports.${key}" and "routing.ports.${other}" are both ${port}`;
      report(path, (place) =>
        manifestErrors.problem('contradiction', { what, fix: `give ${key} another port` }, place),
      );
    }
    taken.set(port, key);
  }
}

/** A host that leads on to itself would never be reached. */
function formerHosts(input: unknown, report: Report): void {
  const own = text(input, ['routing', 'subdomain']) ?? text(input, ['slug']);
  const former = formerSubdomains(input);
  for (const [index, value] of former.entries()) {
    const isTwice = former.indexOf(value) < index;
    if (typeof value !== 'string' || (value !== own && !isTwice)) continue;
    const what = isTwice
      ? `"routing.former_subdomains" names ${value} twice`
      : `"routing.former_subdomains" names ${value}, which is where the app is now`;
    report([...FORMER, index], (place) =>
      manifestErrors.problem('contradiction', { what, fix: `remove ${value} from "routing.former_subdomains"` }, place),
    );
  }
}

function formerSubdomains(input: unknown): readonly unknown[] {
  const value = valueAt(input, FORMER);
  return Array.isArray(value) ? value : [];
}

function contradictions(input: unknown, report: Report): void {
  const conflict = (path: Path, what: string, fix: string) =>
    report(path, (place) => manifestErrors.problem('contradiction', { what, fix }, place));
  const groups = valueAt(input, ['auth', 'required_groups']);
  if (valueAt(input, ['auth', 'required']) === false && Array.isArray(groups) && groups.length > 0) {
    conflict(
      ['auth', 'required_groups'],
      'The app asks for groups, but with "auth.required: false" nobody signs in who could have them',
      'set auth.required: true, or remove "auth.required_groups"',
    );
  }
  const backend = valueAt(input, ['backend']) ?? 'typescript';
  const migrations = valueAt(input, ['database', 'migrations']);
  if ((migrations === 'alembic' && backend === 'typescript') || (migrations === 'drizzle' && backend === 'fastapi')) {
    conflict(
      ['database', 'migrations'],
      `"database.migrations" is ${migrations}, which a ${backend} backend cannot run`,
      'remove "database.migrations": the right one is the default',
    );
  }
  const health = valueAt(input, ['routing', 'health_path']);
  if (typeof health === 'string' && /^\/auth(?:\/|$)/.test(health)) {
    conflict(
      ['routing', 'health_path'],
      `"routing.health_path" is ${health}, and /auth belongs to the sign-in of the frontend`,
      'set routing.health_path: /api/health',
    );
  }
}

/** The folder says slug and kind once more; all three must agree. */
export function folderRule(folder: string, input: unknown, report: Report): void {
  const slug = text(input, ['slug']);
  const kind = text(input, ['kind']) as Manifest['kind'] | undefined;
  if (slug === undefined || kind === undefined || !['product', 'client', 'internal', 'platform'].includes(kind)) return;
  const wanted = appFolders({ kind, slug });
  if (wanted.includes(folder)) return;
  report(['slug'], (place) => manifestErrors.problem('wrongFolder', { folder, slug, kind, wanted }, place));
}
