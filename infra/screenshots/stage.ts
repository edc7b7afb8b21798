import { randomInt } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, signIn } from '../../packages/testing/src/browser.ts';
import { installFolder } from '../../packages/testing/src/example-workspace.ts';
import { type PlatformUnderTest, platformUnderTest } from '../../packages/testing/src/platform-under-test.ts';
import { addSampleApps } from '../../packages/testing/src/sample-apps.ts';

const PERSON = { username: 'ada', name: 'Ada Lovelace', email: 'ada@example.com', password: 'correct-horse-battery' };

const NOTES = [
  ['Ask the printer for A3 paper', 'Two boxes, before the workshop.', false],
  ['Ideas for the summer party', 'Boats, a quiz, or a long table in the yard.', false],
  ['Keys of the meeting room', 'With Grace from Monday on.', false],
  ['Questions for the council', 'Who pays for the bridge? When does it open?', true],
] as const;

/** A fresh platform with a few apps and a person, and a browser that knows her. */
export class Stage {
  readonly #platform: PlatformUnderTest;
  readonly #browser: Browser;
  readonly #urls = new Map<string, string>();
  #state: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;
  /** What making the app `notes` said. */
  newApp = '';

  static async open(): Promise<Stage> {
    const platform = platformUnderTest('this repository');
    const stage = new Stage(platform, await launchBrowser());
    try {
      await stage.#furnish();
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  private constructor(platform: PlatformUnderTest, browser: Browser) {
    this.#platform = platform;
    this.#browser = browser;
  }

  url(slug: string): string {
    return this.#urls.get(slug) as string;
  }

  /** What a command says to a person; port, folder and times are of the machine that takes pictures, and left out. */
  async say(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#platform.cli(args, { timeoutMs: 300_000 });
    if (code !== 0) throw new Error(`./scalr ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout
      .replaceAll(`${this.#platform.root}/`, '')
      .replaceAll(/(\.localhost):\d+/g, '$1')
      .replaceAll(/ +\([\d.]+ m?s\)/g, '');
  }

  /** A page in a window of its own; of Ada, who is signed in, or of nobody. */
  async page(who: 'ada' | 'nobody', options: BrowserContextOptions): Promise<Page> {
    const context = await this.#browser.newContext({
      ...{ locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce', deviceScaleFactor: 2, ...options },
      ...(who === 'ada' && this.#state !== undefined && { storageState: this.#state }),
    });
    const page = await context.newPage();
    page.setDefaultTimeout(180_000);
    return page;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#platform.remove();
  }

  async #furnish(): Promise<void> {
    const { root } = this.#platform;
    const samples = addSampleApps(root);
    copyDocs(root);
    await this.say(['types', ...samples]);
    // Somebody's own platform may hold the usual one.
    await this.say(['up', '--port', String(20_000 + randomInt(20_000))]);
    this.newApp = await this.say(['new-app', 'Notes', '--description', 'What you want to remember.']);
    await this.#addPerson();
    const { apps } = JSON.parse(await this.#json(['plan']));
    for (const { slug, url } of apps) this.#urls.set(slug, url);
    const page = await this.page('nobody', {});
    await page.goto(this.url('portal'));
    await signIn(page, PERSON.username, PERSON.password);
    await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
    await this.#writeNotes(page);
    this.#state = await page.context().storageState();
    await page.context().close();
  }

  async #addPerson(): Promise<void> {
    const { username, name, email, password } = PERSON;
    const args = ['user', 'add', username, '--name', name, '--email', email, '--password-stdin'];
    const { code, stderr } = await this.#platform.cli(args, { input: password });
    if (code !== 0) throw new Error(stderr);
  }

  async #writeNotes(page: Page): Promise<void> {
    await page.goto(this.url('notes'));
    for (const [title, body, isPinned] of NOTES) {
      await page.getByRole('button', { name: 'New note' }).click();
      await page.getByLabel('Title').fill(title);
      await page.getByLabel('Text').fill(body);
      if (isPinned) await page.getByLabel('Keep at the top').check();
      await page.getByRole('button', { name: 'Create note' }).click();
      await page.getByRole('button', { name: title, exact: true }).waitFor();
    }
  }

  async #json(args: readonly string[]): Promise<string> {
    return (await this.#platform.cli([...args, '--json'])).stdout;
  }
}

/** The documentation is an app, and shows files that lie elsewhere. */
function copyDocs(root: string): void {
  const frontend = join('docs', 'frontend');
  const sources = JSON.parse(readFileSync(join(installFolder(), frontend, 'sources.json'), 'utf8')) as string[];
  for (const path of ['docs', ...sources.map((source) => join(frontend, source))]) {
    if (!existsSync(join(root, path))) cpSync(join(installFolder(), path), join(root, path), { recursive: true });
  }
}
