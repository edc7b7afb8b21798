import type { DialogFault, TriedControl } from '../../look/in-page.ts';
import type { Tab } from '../../look/tab.ts';
import { patience } from '../../patience.ts';

export interface Pressed {
  /** How many were tried. */
  readonly count: number;
  readonly dead: readonly TriedControl[];
  readonly faults: readonly DialogFault[];
}

const CLICK_MS = 1_500;
const EFFECT_MS = 800;
/** A page that leaves itself at every press would take forever. */
const ROUNDS = 12;

/** Activates every enabled control of the page that is open. What seems to do nothing is clicked for real. */
export async function pressControls(tab: Tab, path: string): Promise<Pressed> {
  const { page } = tab;
  const dead: TriedControl[] = [];
  const faults: DialogFault[] = [];
  let done: readonly string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const run = await page.evaluate((before) => window.scalrLook.tryControls(before), done);
    done = run.done;
    faults.push(...run.faults);
    if (run.suspect !== null) {
      if (!(await clickDoesSomething(tab))) dead.push(run.suspect);
      continue;
    }
    if (!run.hasLeft) break;
    await tab.open(path);
  }
  return { count: done.length, dead, faults };
}

async function clickDoesSomething({ page }: Tab): Promise<boolean> {
  const handle = await page.evaluateHandle(() => {
    window.scalrLook.deeds.length = 0;
    return window.scalrLook.suspect;
  });
  const element = handle.asElement();
  if (element === null) return true;
  // Moving there may show something, which is not what pressing does.
  await element.hover({ timeout: CLICK_MS }).catch(() => {});
  const before = page.url();
  await page.evaluate(() => {
    window.scalrLook.deeds.length = 0;
  });
  await element.click({ timeout: CLICK_MS }).catch(() => {});
  return page
    .waitForFunction(
      () => window.scalrLook.deeds.some((deed) => !/^(?:scroll|focus (?:BUTTON|A|SUMMARY|MAIN|BODY))/.test(deed)),
      undefined,
      { timeout: EFFECT_MS * patience(), polling: 30 },
    )
    .then(
      () => true,
      () => page.url() !== before,
    );
}
