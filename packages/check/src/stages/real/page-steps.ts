import type { Locator, Page } from 'playwright-core';
import { clickable } from '../../look/clickable.ts';
import type { Tab } from '../../look/tab.ts';
import { patience } from '../../patience.ts';
import type { Action, PageStep } from './features-schema.ts';

/** Pages fetch and draw; who is slower than this is not waited for. */
const WITHIN_MS = 5_000;

/** What did not happen on a page; null: everything did. */
export async function walkPage(tab: Tab, path: string, { steps }: PageStep): Promise<string | null> {
  const { page } = tab;
  page.setDefaultTimeout(WITHIN_MS * patience());
  // Somebody's first page is signed in on the way and brings all its code: it is not judged before it is drawn.
  const opened = await tab.open(path).then(
    (waits) => ({ waits, refusal: null }),
    (error: Error) => ({ waits: null, refusal: error.message.split('\n')[0]! }),
  );
  if (opened.refusal !== null) return `the page did not load: ${opened.refusal}`;
  for (const [index, action] of steps.entries()) {
    const fault = await perform(page, action);
    if (fault === null) continue;
    const waits = opened.waits === null ? '' : `; it was never drawn: ${opened.waits}`;
    return `step ${index + 1}: ${fault}${waits}`;
  }
  return null;
}

async function perform(page: Page, action: Action): Promise<string | null> {
  if ('see' in action) {
    const isThere = await shown(page, action.see);
    return isThere ? null : `"${action.see}" is not on the page, which says: ${await wordsOf(page)}`;
  }
  if ('dontSee' in action) {
    const isGone = await page
      .getByText(action.dontSee)
      .filter({ visible: true })
      .first()
      .waitFor({ state: 'hidden' })
      .then(
        () => true,
        () => false,
      );
    return isGone ? null : `"${action.dontSee}" is on the page`;
  }
  if ('click' in action)
    return attempt(`nothing to click is called "${action.click}"`, clickable(page, action.click).click());
  if ('check' in action)
    return attempt(`there is no checkbox "${action.check}"`, page.getByLabel(action.check).check());
  const [pairs, what] = 'fill' in action ? ([action.fill, 'field'] as const) : ([action.choose, 'select'] as const);
  for (const [label, value] of Object.entries(pairs)) {
    const field = await labelled(page, what, label);
    const done = what === 'field' ? field.fill(value) : field.selectOption(value);
    const fault = await attempt(`there is no ${what} "${label}" that takes "${value}"`, done);
    if (fault !== null) return fault;
  }
  return null;
}

/** A dialog or a list may have the same word in its name; and of two fields the one that is called just so is meant. */
async function labelled(page: Page, what: 'field' | 'select', label: string): Promise<Locator> {
  const fields = page.locator(what === 'select' ? 'select' : 'input, textarea').filter({ visible: true });
  const called = page.getByLabel(label).and(fields).first();
  const isThere = await called.waitFor().then(
    () => true,
    () => false,
  );
  const exact = page.getByLabel(label, { exact: true }).and(fields).first();
  return isThere && (await exact.count()) > 0 ? exact : called;
}

async function shown(page: Page, text: string): Promise<boolean> {
  // What stands in a field is on the page too.
  const inField = page.locator(`input, textarea`).filter({ visible: true });
  const found = page
    .getByText(text)
    .filter({ visible: true })
    .first()
    .waitFor()
    .then(
      () => true,
      () => false,
    );
  if (await found) return true;
  return (await inField.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))).includes(
    text,
  );
}

const attempt = (fault: string, done: Promise<unknown>) =>
  done.then(
    () => null,
    () => fault,
  );

async function wordsOf(page: Page): Promise<string> {
  const text = await page
    .locator('body')
    .innerText()
    .catch(() => '');
  return JSON.stringify(text.replace(/\s+/g, ' ').trim().slice(0, 300));
}
