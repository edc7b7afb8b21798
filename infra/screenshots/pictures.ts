import type { Page } from 'playwright-core';
import type { Stage } from './stage.ts';
import { terminalPage } from './terminal-page.ts';

const WIDE = { width: 1200, height: 750 };
const TALL = { width: 1200, height: 920 };
const PHONE = { width: 390, height: 750 };
const TERMINAL = { width: 800, height: 300 };
const TALL_TERMINAL = { width: 800, height: 450 };

export interface Picture {
  /** In CSS pixels; the file has twice as many each way. */
  readonly size: { readonly width: number; readonly height: number };
  readonly dark?: true;
  readonly of: 'ada' | 'nobody';
  /** Brings the page to what is to be seen. */
  show(page: Page, stage: Stage): Promise<void>;
}

async function showPortal(page: Page, stage: Stage): Promise<void> {
  await page.goto(stage.url('portal'));
  await page.getByRole('link', { name: /Notes/ }).waitFor();
}

async function showNotes(page: Page, stage: Stage): Promise<void> {
  await page.goto(stage.url('notes'));
  await page.getByRole('button', { name: 'Ideas for the summer party', exact: true }).waitFor();
}

/** Every picture of the documentation, by the name of its file in `docs/content/images`. */
export const PICTURES: Readonly<Record<string, Picture>> = {
  'portal.png': { size: TALL, of: 'ada', show: showPortal },
  'portal-dark.png': { size: TALL, dark: true, of: 'ada', show: showPortal },
  'sign-in.png': {
    size: WIDE,
    of: 'nobody',
    show: async (page, stage) => {
      await page.goto(stage.url('portal'));
      await page.getByLabel('Username').fill('ada');
    },
  },
  'new-app.png': {
    size: TERMINAL,
    of: 'nobody',
    show: (page, stage) =>
      page.setContent(terminalPage('./scalr new-app "Notes" --description "What you want to remember."', stage.newApp)),
  },
  'notes.png': { size: WIDE, of: 'ada', show: showNotes },
  'notes-phone.png': { size: PHONE, of: 'ada', show: showNotes },
  'docs.png': {
    size: WIDE,
    of: 'nobody',
    show: async (page, stage) => {
      await page.goto(`${stage.url('docs')}/guides/new-app/`);
      // Until it is built, another page tells that it will be.
      await page.getByRole('heading', { name: 'Make, rename and remove an app' }).waitFor();
    },
  },
  'check.png': {
    size: TALL_TERMINAL,
    of: 'nobody',
    show: async (page, stage) =>
      page.setContent(terminalPage('./scalr check packing-list', await stage.say(['check', 'packing-list']))),
  },
};
