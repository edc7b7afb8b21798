import type { FileSet } from '@scalr/fileset';
import { readFolder } from '@scalr/workspace';
import type { Finding } from '../../finding.ts';
import { cutOff, TRIES } from '../../look/network-change.ts';
import { hasChangingPart, type PageFile, pagesOf } from '../../look/page-files.ts';
import { sourcePlaces } from '../../look/source-places.ts';
import { openTab, type Tab } from '../../look/tab.ts';
import type { Persona, Stage, Subject } from '../../subject.ts';
import { visitorOf } from '../api/people.ts';
import { clearEvidence } from './evidence.ts';
import { judgePage } from './judge-page.ts';
import { namePlaces } from './name-places.ts';
import { groundOf } from './page-ground.ts';
import { pageDigests, recallPages, rememberPages } from './page-memory.ts';
import { find } from './rules.ts';
import { makeSampleRows } from './sample-rows.ts';
import { type PageFacts, visitPage } from './visit-page.ts';

export { rules } from './rules.ts';

/** More would only wait for each other: a page keeps a core busy while it is drawn. */
const TABS = 3;
const IGNORED = /(?:^|\/)(?:node_modules|dist|\.vite)(?:\/|$)/;

/** A page on which nothing was found is not looked at again before something it is made from has changed. */
export const uiStage: Stage = async (subject) => {
  const { app, state } = subject;
  if (app.frontend === null) return [];
  const { files, pages, waiting, digests, known } = await readPages(subject);
  await clearEvidence(subject, waiting, pages);
  if (waiting.length === 0) return [];
  const { found, clean } = await lookAtPages(subject, files, pages, waiting);
  const kept = pages.filter(({ path }) => clean.has(path) || known[path] === digests[path]);
  await rememberPages(state, app.slug, Object.fromEntries(kept.map(({ path }) => [path, digests[path]!])));
  return found;
};

/** Whether there is a page that has to be looked at. */
export async function hasWaitingPages(subject: Subject): Promise<boolean> {
  return subject.app.frontend !== null && (await readPages(subject)).waiting.length > 0;
}

async function readPages(subject: Subject) {
  const { app, root, state } = subject;
  const [files, ground, known] = await Promise.all([
    readFolder(root, app.folder, (path) => IGNORED.test(path)),
    groundOf(subject),
    recallPages(state, app.slug),
  ]);
  const pages = pagesOf(files);
  const digests = pageDigests(files, pages, ground);
  const waiting = pages.filter((page) => !hasChangingPart(page) && known[page.path] !== digests[page.path]);
  return { files, pages, waiting, digests, known };
}

interface Sight {
  readonly found: readonly Finding[];
  /** Paths of the pages on which nothing was found. */
  readonly clean: ReadonlySet<string>;
}

async function lookAtPages(
  subject: Subject,
  files: FileSet,
  pages: readonly PageFile[],
  waiting: readonly PageFile[],
): Promise<Sight> {
  const as = visitorOf(subject.app.manifest);
  const [opened, rows] = await Promise.all([
    subject.browser.as(as).then(
      () => null,
      (error: unknown) => error as Error,
    ),
    makeSampleRows(subject),
  ]);
  try {
    if (opened !== null) return { found: [browserFinding(opened, as)], clean: new Set() };
    // It takes its time to sign somebody in, while there is enough to look at.
    const isShared = as === 'member' && rows.areSeenBy('other', as);
    const second = isShared ? subject.browser.as('other').catch(() => null) : null;
    const facts = await lookAtAll(subject, waiting, { as, isBrief: false });
    const both = facts.filter((one) => one.as === as).map(({ page }) => page);
    await second;
    const others = isShared ? await lookAtAll(subject, both, { as: 'other', isBrief: true }) : [];
    return await judgeAll(subject, files, pages, [...facts, ...others]);
  } finally {
    await rows.remove();
  }
}

function browserFinding({ message }: Error, as: string): Finding {
  const got = message.split('\n').slice(0, 4).join('\n');
  return find('noBrowser', { did: `started a browser and signed in as ${as}`, got, expected: 'a browser' });
}

interface Looker {
  readonly as: Persona;
  readonly isBrief: boolean;
}

async function lookAtAll(subject: Subject, pages: readonly PageFile[], looker: Looker) {
  const waiting = [...pages];
  const facts: PageFacts[] = [];
  const work = async (): Promise<void> => {
    let tab: Tab | null = null;
    let isLoad = true;
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      tab ??= await newTab(subject, looker.as);
      const seen = await lookAt(subject, tab, page, looker, isLoad);
      facts.push(seen);
      isLoad = isSuspicious(seen);
    }
    await tab?.page.close();
  };
  await Promise.all(Array.from({ length: Math.min(TABS, pages.length) }, work));
  return facts.sort((a, b) => (a.page.path < b.page.path ? -1 : 1));
}

/** Trouble that passes by itself (a backend that another stage starts anew) is looked at once more. */
async function lookAt(
  subject: Subject,
  tab: Tab,
  page: PageFile,
  looker: Looker,
  isLoad: boolean,
  tries = TRIES,
): Promise<PageFacts> {
  const visit = { ...looker, page, evidence: subject.evidence };
  const facts = await visitPage({ ...visit, tab, isLoad }).catch(() => null);
  const isRefused = facts?.troubles.some(({ status }) => status === 403) === true;
  if (isRefused && looker.as === 'member') {
    const other = await newTab(subject, 'manager');
    const theirs = await visitPage({ ...visit, tab: other, as: 'manager', isLoad: true });
    await other.page.close();
    return theirs;
  }
  if (facts !== null && cutOff(facts.troubles, facts.seen.text === '') !== null && tries > 0) {
    return lookAt(subject, tab, page, looker, true, tries - 1);
  }
  const mayPass = facts === null || facts.troubles.some(({ status }) => [0, 502, 503, 504].includes(status ?? 200));
  if (!mayPass && (isLoad || !isSuspicious(facts))) return facts;
  return visitPage({ ...visit, tab, isLoad: true });
}

/** What is found on the way within the app is looked at again after a load, where nothing of the page before is left. */
function isSuspicious({ troubles, waits, seen, pressed }: PageFacts): boolean {
  return troubles.length > 0 || waits !== null || seen.isBroken || pressed.dead.length > 0 || seen.mainText === '';
}

async function newTab({ app, browser, plan }: Subject, as: Persona): Promise<Tab> {
  return openTab(await browser.as(as), { url: app.url, known: [plan.issuer] });
}

async function judgeAll(
  { app, http }: Subject,
  files: FileSet,
  pages: readonly PageFile[],
  facts: readonly PageFacts[],
): Promise<Sight> {
  const read = async (path: string) => (await http(path, { headers: { accept: '*/*' } })).text;
  const ground = {
    ...{ folder: app.folder, url: app.url, pages },
    placeOf: sourcePlaces({ url: app.url, folder: app.folder, read }),
    lineOf: namePlaces(app.folder, files),
  };
  const found = await Promise.all(facts.map((one) => judgePage(one, ground)));
  const said = new Set<string>();
  // What is in the frame of all pages is told once.
  const told = found.flat().filter(({ code, file, line, got }) => {
    const key = [code, file, line ?? '', got].join('\n');
    return !said.has(key) && said.add(key);
  });
  const unclean = new Set(facts.filter((_, index) => found[index]!.length > 0).map(({ page }) => page.path));
  const clean = facts.map(({ page }) => page.path).filter((path) => !unclean.has(path));
  return { found: told, clean: new Set(clean) };
}
