import type { FileSet } from '@scalr/fileset';
import { readFolder } from '@scalr/workspace';
import type { Finding } from '../../finding.ts';
import { hasChangingPart, type PageFile, pagesOf } from '../../look/page-files.ts';
import { sourcePlaces } from '../../look/source-places.ts';
import { openTab, type Tab } from '../../look/tab.ts';
import type { Persona, Stage, Subject } from '../../subject.ts';
import { visitorOf } from '../api/people.ts';
import { judgePage } from './judge-page.ts';
import { namePlaces } from './name-places.ts';
import { find } from './rules.ts';
import { makeSampleRows } from './sample-rows.ts';
import { type PageFacts, visitPage } from './visit-page.ts';

export { rules } from './rules.ts';

/** More would only wait for each other: a page keeps a core busy while it is drawn. */
const TABS = 3;
const IGNORED = /(?:^|\/)(?:node_modules|dist|\.vite)(?:\/|$)/;

export const uiStage: Stage = async (subject) => {
  const { app, root } = subject;
  if (!app.hasFrontend) return [];
  const files = await readFolder(root, app.folder, (path) => IGNORED.test(path));
  const pages = pagesOf(files);
  const as = visitorOf(app.manifest);
  const [opened, rows] = await Promise.all([
    subject.browser.as(as).then(
      () => null,
      (error: unknown) => error as Error,
    ),
    makeSampleRows(subject),
  ]);
  try {
    if (opened !== null) return [browserFinding(opened, as)];
    const facts = await lookAtAll(
      subject,
      pages.filter((page) => !hasChangingPart(page)),
      as,
    );
    return await judgeAll(subject, files, pages, facts);
  } finally {
    await rows.remove();
  }
};

function browserFinding({ message }: Error, as: string): Finding {
  const got = message.split('\n').slice(0, 4).join('\n');
  return find('noBrowser', { did: `started a browser and signed in as ${as}`, got, expected: 'a browser' });
}

async function lookAtAll(subject: Subject, pages: readonly PageFile[], as: Persona) {
  const waiting = [...pages];
  const facts: PageFacts[] = [];
  const work = async (): Promise<void> => {
    let tab: Tab | null = null;
    let isLoad = true;
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      tab ??= await newTab(subject, as);
      const seen = await lookAt(subject, tab, page, as, isLoad);
      facts.push(seen);
      isLoad = isSuspicious(seen);
    }
    await tab?.page.close();
  };
  await Promise.all(Array.from({ length: Math.min(TABS, pages.length) }, work));
  return facts.sort((a, b) => (a.page.path < b.page.path ? -1 : 1));
}

/** Trouble that passes by itself (a backend that another stage starts anew) is looked at once more. */
async function lookAt(subject: Subject, tab: Tab, page: PageFile, as: Persona, isLoad: boolean): Promise<PageFacts> {
  const { evidence } = subject;
  const facts = await visitPage({ tab, page, as, isLoad, evidence }).catch(() => null);
  const isRefused = facts?.troubles.some(({ status }) => status === 403) === true;
  if (isRefused && as === 'member') {
    const other = await newTab(subject, 'manager');
    const theirs = await visitPage({ tab: other, page, as: 'manager', isLoad: true, evidence });
    await other.page.close();
    return theirs;
  }
  const mayPass = facts === null || facts.troubles.some(({ status }) => [0, 502, 503, 504].includes(status ?? 200));
  if (!mayPass && (isLoad || !isSuspicious(facts))) return facts;
  return visitPage({ tab, page, as, isLoad: true, evidence });
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
): Promise<readonly Finding[]> {
  const read = async (path: string) => (await http(path, { headers: { accept: '*/*' } })).text;
  const ground = {
    ...{ folder: app.folder, url: app.url, pages },
    placeOf: sourcePlaces({ url: app.url, folder: app.folder, read }),
    lineOf: namePlaces(app.folder, files),
  };
  const found = await Promise.all(facts.map((one) => judgePage(one, ground)));
  const said = new Set<string>();
  // What is in the frame of all pages is told once.
  return found.flat().filter(({ code, file, line, got }) => {
    const key = [code, file, line ?? '', got].join('\n');
    return !said.has(key) && said.add(key);
  });
}
