import type { Finding, Guard } from '../guard.ts';

/** What may stand in `license` of a dependency, each with the reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  MIT: 'asks for its text to be kept, no more',
  ISC: 'as MIT',
  '0BSD': 'asks for nothing',
  'BSD-2-Clause': 'as MIT',
  'BSD-3-Clause': 'as MIT, and forbids to advertise with the names of its authors',
  'Apache-2.0': 'as MIT, with a grant of patents',
  'BlueOak-1.0.0': 'as MIT, in plain words',
  'CC0-1.0': 'given to everybody',
  'Python-2.0': 'as MIT',
  'MPL-2.0': 'only changes of its own files would have to be given, and nothing is changed',
  'LGPL-3.0-or-later': 'loaded beside the program and exchangeable; an image library that is not shipped',
};

/** Packages that say nothing in their package.json, each with what their licence file says. */
const SAYS_ELSEWHERE: Readonly<Record<string, string>> = {};

interface Locked {
  readonly link?: true;
  readonly license?: string;
  readonly resolved?: string;
}

export const licences: Guard = {
  name: 'licences',
  asks: 'every dependency has a licence that we may use',
  look: ({ files }) => {
    const lock = files.find(({ path }) => path === 'package-lock.json');
    if (lock === undefined) return { findings: [{ what: 'there is no package-lock.json', fix: 'npm install' }] };
    const { packages } = JSON.parse(lock.text) as { readonly packages: Readonly<Record<string, Locked>> };
    const foreign = Object.entries(packages).filter(
      ([place, { link }]) => /(?:^|\/)node_modules\//.test(place) && !link,
    );
    const found = foreign.map(([place, { license }]) => complaint(place.replace(/^.*node_modules\//, ''), license));
    const unique = new Map(found.filter((one) => one !== null).map((one) => [one.what, one]));
    return { findings: [...unique.values()], notes: [`${foreign.length} packages`] };
  },
};

function complaint(name: string, license: string | undefined): Finding | null {
  const said = license ?? SAYS_ELSEWHERE[name];
  if (said === undefined) {
    const fix = 'read its licence and name it in infra/checks/guards/licences.ts, or do without it';
    return { file: 'package-lock.json', what: `${name} does not say its licence`, fix };
  }
  if (isAllowed(said)) return null;
  const fix = 'do without it, or allow the licence with a reason in infra/checks/guards/licences.ts';
  return { file: 'package-lock.json', what: `${name} is under ${said}`, fix };
}

/** Of an SPDX expression: every part of an AND, one part of an OR; `(MIT OR GPL-3.0) AND ISC` as it is read. */
function isAllowed(expression: string): boolean {
  const inner = expression.replaceAll(/\(([^()]*)\)/g, (_, part: string) => (isAllowed(part) ? 'MIT' : 'REFUSED'));
  return inner
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((id) => Object.hasOwn(ALLOWED, id.trim())));
}
