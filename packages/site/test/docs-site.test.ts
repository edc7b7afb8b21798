import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { FileSet } from '@scalr/fileset';
import { buildSite } from '@scalr/site';
import { launchBrowser } from '@scalr/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PORTAL, serveSite } from './static-site.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const FRONTEND = join(REPOSITORY, 'docs/frontend');
const ELSEWHERE = ['plan', 'contributing', 'agent-instructions'];
const LOOKS = (['light', 'dark'] as const).flatMap((theme) => [390, 1440].map((width) => [theme, width] as const));

let files: FileSet;
let ids: readonly string[];
let left: { readonly before: readonly string[]; readonly after: readonly string[]; readonly state: readonly string[] };

beforeAll(async () => {
  const paths = await readdir(join(REPOSITORY, 'docs/content'), { recursive: true });
  const pages = paths.filter((path) => path.endsWith('.md')).map((path) => path.split(sep).join('/'));
  ids = [...pages.map((path) => path.replace(/(?:\/README)?\.md$/, '')), ...ELSEWHERE];
  const stateFolder = await mkdtemp(join(tmpdir(), 'scalr-site-'));
  const before = await readdir(FRONTEND, { recursive: true });
  files = await buildSite({ slug: 'docs', root: FRONTEND, stateFolder });
  const [after, state] = [await readdir(FRONTEND, { recursive: true }), await readdir(join(stateFolder, 'site'))];
  left = { before, after, state };
  await rm(stateFolder, { recursive: true });
}, 400_000);

const read = new Map<string, string>();
const text = (path: string) => {
  const known = read.get(path) ?? Buffer.from(files.get(path)?.content ?? '').toString('utf8');
  read.set(path, known);
  return known;
};
const html = () =>
  [...files.keys()].filter((path) => path.endsWith('.html')).map((path) => [path, text(path)] as const);
/** Without code that it shows or gives to copy. */
const bare = (page: string) => page.replace(/<pre[\s\S]*?<\/pre>/g, '').replace(/ data-code="[^"]*"/g, '');

/** Where a path of the site leads: the name of a file, or null. */
function fileAt(path: string): string | null {
  const name = path === '' || path.endsWith('/') ? `${path}index.html` : path;
  return files.has(name) ? name : null;
}

/** Links that lead to no file of the site, or to no place of one. */
function brokenLinks(from: string, targets: readonly string[]): string[] {
  return targets.flatMap((target) => {
    const [path = '', fragment] = target.split('#');
    const base = new URL(`http://site/${from.replace(/index\.html$/, '')}`);
    const name = fileAt(decodeURIComponent(new URL(path, base).pathname.slice(1)));
    if (name === null) return [`${from} -> ${target}`];
    if (fragment === undefined || fragment === '' || !name.endsWith('.html')) return [];
    return text(name).includes(`id="${decodeURIComponent(fragment)}"`) ? [] : [`${from} -> ${target}`];
  });
}

describe('the built site', () => {
  it('has every page as HTML and as Markdown', () => {
    expect(ids.filter((id) => !files.has(`${id}/index.html`))).toEqual([]);
    expect(ids.filter((id) => !files.has(`${id}.md`))).toEqual([]);
    expect(['index.html', '404.html'].filter((path) => !files.has(path))).toEqual([]);
  });

  it('gives each page one heading of the first rank, and a description where it begins with prose', () => {
    const headings = (page: string) => bare(page).match(/<h1[ >]/g)?.length;
    expect(html().flatMap(([path, page]) => (headings(page) === 1 ? [] : [path]))).toEqual([]);
    const [, description] = /<meta name="description" content="([^"]*)"/.exec(text('start/index.html')) ?? [];
    expect(description).toBe("SCALR is a company's own app platform.");
  });

  it('holds no script of its own in a page, and no handler', () => {
    const inline = html().flatMap(([path, page]) =>
      [...page.matchAll(/<script\b([^>]*)>([^<]*)/g)]
        .filter(([, attributes = '', code = '']) => !/\ssrc=/.test(attributes) && code.trim() !== '')
        .map(() => path),
    );
    expect(inline).toEqual([]);
    expect(html().flatMap(([path, page]) => (/<[^>]+\son[a-z]+="/.test(bare(page)) ? [path] : []))).toEqual([]);
  });

  it('chooses the theme before anything is shown', () => {
    const head = text('start/index.html').split('</head>')[0] ?? '';
    const [, path = ''] = /<script src="\/(assets\/inline-[0-9a-f]+\.js)"><\/script>/.exec(head) ?? [];
    expect(text(path)).toContain('starlight-theme');
  });

  it('has no link that leads nowhere', () => {
    const broken = html().flatMap(([path, page]) => {
      const targets = [...page.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, target = '']) => target);
      return brokenLinks(
        path,
        targets.filter((target) => !/^(?:[a-z]+:|#_top$)/i.test(target)),
      );
    });
    expect([...new Set(broken)]).toEqual([]);
  });

  it('has no link in Markdown that leads nowhere', () => {
    const broken = [...files.keys()]
      .filter((path) => /\.(?:md|txt)$/.test(path))
      .flatMap((path) => {
        const prose = text(path)
          .replace(/^(`{3,})[\s\S]*?^\1$/gm, '')
          .replace(/`[^`]*`/g, '');
        const targets = [...prose.matchAll(/\]\((\/[^)\s#]*)/g)].map(([, target = '']) => target);
        return brokenLinks(path, targets);
      });
    expect(broken).toEqual([]);
  });

  it('loads nothing from elsewhere', () => {
    const loaded = html().flatMap(([path, page]) =>
      [
        ...page.matchAll(/<(?:script|img|link|iframe|source)\b[^>]*\s(?:src|href|srcset)="((?:https?:)?\/\/[^"]*)"/g),
      ].map(([, target]) => `${path}: ${target}`),
    );
    const styles = [...files.keys()]
      .filter((path) => path.endsWith('.css'))
      .flatMap((path) => [...text(path).matchAll(/(?:url\(|@import )["']?((?:https?:)?\/\/[^"')]*)/g)].map(String));
    expect([...loaded, ...styles]).toEqual([]);
  });

  it('calls its front page by the name of the site alone', () => {
    expect(text('index.html')).toContain('<title>SCALR</title>');
  });

  it('lists every page for language models, once, and has them all in one text', () => {
    const list = text('llms.txt');
    expect(ids.filter((id) => list.split(`](/${id}.md)`).length !== 2)).toEqual([]);
    const targets = [...list.matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !target.startsWith('/'))).toEqual([]);
    const all = text('llms-full.txt');
    expect(ids.filter((id) => !all.includes(`<!-- /${id}.md -->\n\n# `))).toEqual([]);
  });

  it('leaves nothing in the sources and nothing behind', () => {
    expect(left.after).toEqual(left.before);
    expect(left.state).toEqual([]);
  });
});

describe('in a browser', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveSite>>;
  let context: BrowserContext;
  let page: Page;
  const trouble: string[] = [];

  beforeAll(async () => {
    [browser, site] = await Promise.all([launchBrowser(), serveSite(files)]);
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  const open = async (path: string, theme: 'light' | 'dark' = 'light', width = 1440) => {
    trouble.length = 0;
    context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 } });
    page = await context.newPage();
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('request', (request) => {
      if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(site.url)) trouble.push(request.url());
    });
    await page.goto(`${site.url}${path}`);
    await page.locator('a.portal[data-ready]').first().waitFor({ state: 'attached' });
  };
  afterEach(async () => {
    await context.close();
    expect(trouble).toEqual([]);
  });

  const faults = async () => {
    // What is wider than its place can be reached as soon as the browser has nothing else to do.
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLElement>('main :is(pre, table)')].every(
        (block) => block.scrollWidth <= block.clientWidth || block.tabIndex === 0,
      ),
    );
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  };

  it('search is reached with the keyboard and finds a word', async () => {
    await open('/start/');
    await page.locator('button[data-open-modal]:enabled').waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('dialog[open]').waitFor();
    // The field is made when the browser has nothing else to do: a busy machine takes its time.
    const field = page.getByRole('dialog').getByRole('textbox');
    await field.waitFor({ timeout: 100_000 });
    await field.fill('advisory lock');
    const found = page.getByRole('dialog').getByRole('link', { name: 'How a request flows' });
    await found.first().waitFor();
    expect(await found.first().getAttribute('href')).toBe('/architecture/request/');
    expect(await faults()).toEqual([]);
  }, 120_000);

  it.each(LOOKS)('draws diagrams in %s at %i pixels, and lets them be read', async (theme, width) => {
    await open('/architecture/house/', theme, width);
    const drawings = page.locator('.diagram-drawing svg');
    await drawings.first().waitFor();
    await expect.poll(() => drawings.count()).toBe(await page.locator('.diagram-figure').count());
    const fill = await drawings
      .first()
      .locator('.node rect')
      .first()
      .evaluate((box) => getComputedStyle(box).fill);
    expect(fill).toBe(theme === 'light' ? 'rgb(236, 238, 242)' : 'rgb(16, 19, 26)');
    await page.getByText('This diagram as text').first().click();
    expect(await page.locator('pre.diagram').first().isVisible()).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await faults()).toEqual([]);
  });

  it('draws every diagram there is, and only pages with one load what draws', async () => {
    await open('/start/');
    for (const [path] of html().filter(([, one]) => one.includes('<pre class="diagram"'))) {
      await page.goto(`${site.url}/${path.replace(/index\.html$/, '')}`);
      const figures = page.locator('.diagram-figure');
      await figures.first().waitFor();
      await expect.poll(() => page.locator('.diagram-drawing svg').count()).toBe(await figures.count());
    }
    const needless = html().filter(([, one]) => !one.includes('class="diagram"') && one.includes('/Diagrams.'));
    expect(needless.map(([path]) => path)).toEqual([]);
  });

  it.each(LOOKS)('is accessible in %s at %i pixels', async (theme, width) => {
    await open('/', theme, width);
    for (const path of ['/', '/guides/new-app/']) {
      await page.goto(`${site.url}${path}`);
      await page.locator('a.portal[data-ready]').first().waitFor({ state: 'attached' });
      expect([path, await faults()]).toEqual([path, []]);
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, width]);
    }
  });

  it('leads to the portal, to the Markdown of a page, and on to the next one', async () => {
    await open('/start/');
    expect(await page.getByRole('link', { name: 'Portal', exact: true }).getAttribute('href')).toBe(PORTAL);
    const twin = page.getByRole('link', { name: 'View as Markdown' });
    expect(await twin.getAttribute('href')).toBe('/start.md');
    await page.locator('a[rel="next"]').click();
    await page.waitForURL(/\/tutorial\/$/);
  });

  it('remembers the theme that was chosen', async () => {
    await open('/start/');
    await page.getByRole('combobox', { name: 'Select theme' }).first().selectOption('dark');
    await page.goto(`${site.url}/guides/new-app/`);
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  });
});
