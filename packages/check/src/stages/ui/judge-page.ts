import type { Finding } from '../../finding.ts';
import { cutOff } from '../../look/network-change.ts';
import { leadsToPage, type PageFile } from '../../look/page-files.ts';
import type { SourcePlace } from '../../look/source-places.ts';
import type { Trouble } from '../../look/tab.ts';
import { find } from './rules.ts';
import type { PageFacts } from './visit-page.ts';

export interface Judgement {
  /** Of the app, relative to the workspace. */
  readonly folder: string;
  readonly url: string;
  readonly pages: readonly PageFile[];
  /** The line of the app that a stack names; null: none of it. */
  readonly placeOf: (stack: string) => Promise<SourcePlace | null>;
  /** Where a name stands in the sources. */
  readonly lineOf: (name: string, firstFile: string) => SourcePlace | null;
}

/** What is wrong with a page, the causes before what follows from them. */
export async function judgePage(facts: PageFacts, ground: Judgement): Promise<readonly Finding[]> {
  const { page, as, seen, waits } = facts;
  const file = `${ground.folder}/${page.file}`;
  const did = `opened ${page.path} as ${as}`;
  const cut = cutOff(facts.troubles, seen.text === '');
  if (cut !== null) return [find('network', { did, got: cut, expected: 'a network that stays as it is' })];
  const troubles = await troubleFindings(facts, ground, did);
  const place = async (stack: string | null) => (stack === null ? null : await ground.placeOf(stack)) ?? { file };
  if (seen.isBroken) {
    const [cause] = facts.troubles.filter(({ kind, stack }) => kind !== 'request' && stack !== '');
    const got = cause?.text.split('\n')[0] ?? 'it threw while it was drawn';
    return [find('breaks', { did, got, expected: 'the page', ...(await place(cause?.stack ?? null)) })];
  }
  if (waits !== null) {
    const got = `not drawn in time: ${waits}`;
    return [...troubles, find('loads', { did, got, expected: 'a page that is drawn', file })];
  }
  const shell = seen.headings.length === 0 && !hasWords(facts);
  const heading = shell
    ? [find('blank', { did, got: 'nothing that could be read', expected: 'the page', file })]
    : seen.headings.some(({ level, name }) => level === 1 && name !== '')
      ? []
      : [find('noHeading', { did, got: saidHeadings(facts), expected: 'one heading of level 1', file })];
  const links = seen.links.filter(({ href }) => isNowhere(href, ground));
  return [
    ...troubles,
    ...heading,
    ...(await Promise.all(
      links.map(async ({ name, href, source }) => {
        const known = ground.pages.map(({ path }) => path).join(', ');
        const got = `the link "${name}" leads to ${href}`;
        return find('nowhere', { did, got, expected: `one of ${known}`, ...(await place(source)) });
      }),
    )),
    ...(await accessFindings(facts, did, place)),
    ...(await wideFindings(facts, did, place)),
    ...(await deadFindings(facts, ground, file)),
  ];
}

/** The header is the platform's; a page that shows nothing below it is blank. */
function hasWords({ seen, pressed }: PageFacts): boolean {
  return seen.mainText !== '' || pressed.count > 0;
}

function saidHeadings({ seen: { headings } }: PageFacts): string {
  if (headings.length === 0) return 'no heading at all';
  return headings.map(({ level, name }) => `h${level} ${JSON.stringify(name)}`).join(', ');
}

function isNowhere(href: string, { url, pages }: Judgement): boolean {
  if (href === '' || href.startsWith('#')) return false;
  const { origin, pathname } = new URL(href, url);
  if (origin !== new URL(url).origin || /^\/(?:api|auth)\//.test(pathname) || /\.\w+$/.test(pathname)) return false;
  return !leadsToPage(pages, pathname);
}

async function troubleFindings(
  { troubles, page }: PageFacts,
  { placeOf, folder }: Judgement,
  did: string,
): Promise<readonly Finding[]> {
  return Promise.all(
    troubles.map(async (trouble) => {
      const place = (await placeOf(trouble.stack)) ?? { file: `${folder}/${page.file}` };
      return troubleFinding(trouble, did, place);
    }),
  );
}

function troubleFinding({ kind, text, status }: Trouble, did: string, place: Partial<SourcePlace>): Finding {
  if (kind === 'outside') return find('outside', { did, got: text, expected: 'requests to this app only', ...place });
  if (kind === 'request') {
    return find('request', {
      did,
      got: status === 0 ? text : `${status} for ${text}`,
      expected: 'an answer below 400',
      ...place,
    });
  }
  return find('console', { did, got: text, expected: 'an empty console', ...place });
}

type PlaceOf = (stack: string | null) => Promise<Partial<SourcePlace>>;

async function accessFindings({ axe, axeDark, pressed }: PageFacts, did: string, place: PlaceOf) {
  const all = [
    ...axe.map((fault) => ({ ...fault, where: did })),
    ...axeDark.map((fault) => ({ ...fault, where: `${did}, dark` })),
    ...pressed.faults.map((fault) => ({ ...fault, where: `${did}, in the dialog "${fault.dialog}"` })),
  ];
  const findings: Finding[] = [];
  for (const { id, help, html, summary, where, source } of all) {
    const got = `${id}: ${help}\n${html}\n${summary}`;
    findings.push(find('a11y', { did: where, got, expected: 'no serious finding of axe', ...(await place(source)) }));
  }
  return findings;
}

async function wideFindings({ narrow: { width, sticksOut } }: PageFacts, did: string, place: PlaceOf) {
  if (width.content <= width.window) return [];
  const [first] = sticksOut;
  const what = sticksOut.map((one) => one.what).join(', ');
  const got = `${width.content} pixels wide${what === '' ? '' : `; what sticks out: ${what}`}`;
  const seen = { did: `${did}, ${width.window} pixels wide`, got, expected: `at most ${width.window} pixels` };
  return [find('wide', { ...seen, ...(await place(first?.source ?? null)) })];
}

async function deadFindings({ pressed, page, as }: PageFacts, ground: Judgement, file: string) {
  return Promise.all(
    pressed.dead.map(async ({ role, name, dialog, source }) => {
      const where = dialog === null ? page.path : `the dialog "${dialog}" of ${page.path}`;
      const place = (source === null ? null : await ground.placeOf(source)) ?? ground.lineOf(name, file) ?? { file };
      return find('dead', {
        did: `pressed the ${role} "${name}" on ${where} as ${as}`,
        got: 'nothing happened: no change, no request, no other page',
        expected: 'something that a person notices',
        ...place,
      });
    }),
  );
}
