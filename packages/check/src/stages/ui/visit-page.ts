import { join } from 'node:path';
import { type AxeFault, axeFaults } from '../../look/axe-faults.ts';
import type { PageDescription } from '../../look/in-page.ts';
import type { PageFile } from '../../look/page-files.ts';
import type { Tab, Trouble } from '../../look/tab.ts';
import { pictureNames } from './evidence.ts';
import { type Pressed, pressControls } from './press-controls.ts';

/** Everything that was seen of one page. */
export interface PageFacts {
  readonly page: PageFile;
  readonly as: string;
  /** What it still waited for; null: it was drawn. */
  readonly waits: string | null;
  /** At 1280 pixels, light. */
  readonly seen: PageDescription;
  /** At 390 pixels, dark. */
  readonly narrow: PageDescription;
  readonly axe: readonly AxeFault[];
  /** Only what is not seen in the light as well. */
  readonly axeDark: readonly AxeFault[];
  readonly troubles: readonly Trouble[];
  readonly pressed: Pressed;
}

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
const NOTHING: Pressed = { count: 0, dead: [], faults: [] };

export interface Visit {
  readonly tab: Tab;
  readonly page: PageFile;
  readonly as: string;
  /** False: by a link within the app, which is quicker and as people do it. */
  readonly isLoad: boolean;
  /** Absolute path of a folder. */
  readonly evidence: string;
  /** True: somebody else has looked at the page in every way, and pressed what there is. */
  readonly isBrief: boolean;
}

/** Looks at one page, wide and light; unless briefly, narrow and dark as well, and presses what can be pressed. */
export async function visitPage({ tab, page: file, as, isLoad, evidence, isBrief }: Visit): Promise<PageFacts> {
  const { page } = tab;
  const shot = (name: string) => page.screenshot({ path: join(evidence, `${name}.png`), animations: 'disabled' });
  const [wide = '', small = '', other = ''] = pictureNames(file.path);
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
  tab.take();
  const waits = isLoad ? await tab.open(file.path) : await tab.go(file.path);
  const seen = await page.evaluate(() => window.scalrLook.describe());
  const axe = await axeFaults(page);
  await shot(isBrief ? other : wide);
  const once = { page: file, as, waits, seen, axe };
  if (isBrief) return { ...once, narrow: seen, axeDark: [], troubles: tab.take(), pressed: NOTHING };

  await page.setViewportSize(NARROW);
  await page.emulateMedia({ colorScheme: 'dark' });
  const narrow = await page.evaluate(() => window.scalrLook.describe());
  const axeDark = (await axeFaults(page, ['color-contrast'])).filter(
    ({ id, source, html }) =>
      !axe.some((known) => known.id === id && (known.source ?? known.html) === (source ?? html)),
  );
  await shot(small);

  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
  const isUsable = waits === null && !seen.isBroken;
  const pressed = isUsable ? await pressControls(tab, file.path) : NOTHING;
  return { ...once, narrow, axeDark, troubles: tab.take(), pressed };
}
