import type { Locator, Page } from 'playwright-core';
import { errors } from '../errors.ts';
import { patience } from '../patience.ts';
import { clickable } from './clickable.ts';
import type { Tab } from './tab.ts';

const WITHIN_MS = 3_000;

/**
 * Presses one control after the other, as somebody would who wants to see what opens. Requests that change something
 * are held back meanwhile: looking changes nothing.
 * @returns what the page waits for afterwards; null: nothing
 * @throws ScalrError `LOOK_NOTHING_TO_CLICK`
 */
export async function clickThrough(tab: Tab, names: readonly string[]): Promise<string | null> {
  const { page } = tab;
  let waits: string | null = null;
  for (const name of names) {
    await page.evaluate(() => {
      window.scalrLook.isHolding = true;
    });
    const target = await targetOf(page, name);
    if (target === null) throw errors.error('nothingToClick', { name, known: await namesOn(page) });
    await target.click({ timeout: WITHIN_MS * patience() }).catch((error: Error) => {
      throw errors.error('nothingToClick', { name, known: error.message.split('\n')[0]! });
    });
    waits = await tab.settled();
  }
  return waits;
}

/** In the dialog that is open, where one is: nothing beside it can be pressed. */
async function targetOf(page: Page, name: string): Promise<Locator | null> {
  const dialogs = page.locator('dialog[open], [role=dialog], [role=alertdialog]').filter({ visible: true });
  const scope = (await dialogs.count()) > 0 ? dialogs.last() : page;
  for (const isExact of [true, false]) {
    const found = clickable(scope, name, isExact);
    if ((await found.count()) > 0) return found;
  }
  return null;
}

async function namesOn(page: Page): Promise<string> {
  const { controls } = await page.evaluate(() => window.scalrLook.describe());
  const names = controls.filter(({ name, disabled }) => name !== '' && !disabled).map(({ name }) => `"${name}"`);
  return `there are ${[...new Set(names)].slice(0, 20).join(', ') || 'no controls'}`;
}
