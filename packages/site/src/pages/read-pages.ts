import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { findPages, type PageFile, shownPath } from './find-pages.ts';
import { type Link, rewriteLinks } from './links.ts';
import { type Page, PageError, type Picture, pageUrl, twinUrl } from './page.ts';
import { imageTag, pictureOf } from './picture.ts';
import { firstSentence, withoutComments } from './prose.ts';

export interface SiteFolder {
  /** Absolute path of the folder that holds `astro.config.ts`. */
  readonly root: string;
  /** Where its app lies in the repository. While an image is built it lies elsewhere, and links still say this. */
  readonly appFolder: string;
  /** By id, of pages whose own heading says too little among others. */
  readonly titles: Readonly<Record<string, string>>;
}

/**
 * All pages of a site, by their id.
 * @throws PageError for a page without a title, and for a link or picture that leads nowhere
 */
export async function readPages({ root, appFolder, titles }: SiteFolder): Promise<readonly Page[]> {
  const { files, folders } = await findPages(root);
  const app = dirname(root);
  const workspace = dirname(app);
  const ids = new Map(files.map(({ id, file }) => [file, id]));
  for (const { id, file } of files) {
    if (file.startsWith(`${app}${sep}`)) ids.set(join(workspace, appFolder, relative(app, file)), id);
  }
  // What a stranger reads first on a code host is the front page here.
  ids.set(join(workspace, 'README.md'), '');
  return Promise.all(
    files.map(async (page) => readPage(page, await readFile(page.file, 'utf8'), { ids, workspace, folders, titles })),
  );
}

interface Surroundings {
  readonly ids: ReadonlyMap<string, string>;
  readonly workspace: string;
  /** Whatever Markdown lies in them is a page. */
  readonly folders: readonly string[];
  readonly titles: SiteFolder['titles'];
}

function readPage({ id, file }: PageFile, text: string, around: Surroundings): Page {
  const [heading, title] = /^# +(.+?) *$/m.exec(text) ?? [];
  if (heading === undefined || title === undefined || text.slice(0, text.indexOf(heading)).trim() !== '') {
    throw new PageError('a page begins with its title: `# …` on the first line', file, 1);
  }
  const pictures = new Map<string, Picture>();
  const linked = (address: (id: string) => string, picture: (link: Link, found: Picture) => string) =>
    rewriteLinks(text, (link) => {
      const target = resolve(dirname(file), link.path);
      if (link.isPicture) {
        const found = pictureOn(target, { file, line: link.line });
        pictures.set(found.path, found);
        return picture(link, found);
      }
      const page = around.ids.get(target);
      if (page !== undefined) return `[${link.text}](${address(page)}${link.fragment})`;
      if (target.endsWith('.md') && around.folders.some((folder) => target.startsWith(`${folder}${sep}`))) {
        throw new PageError(`a link leads to ${link.path}, which does not exist`, file, link.line);
      }
      return plainly(link.text, shownPath(around.workspace, target));
    });
  const twin = withoutComments(linked(twinUrl, ({ text: alt }, { path }) => `![${alt}](/${path})`));
  const html = withoutComments(linked(pageUrl, ({ text: alt }, found) => imageTag(found, alt)));
  const body = html.slice(html.indexOf(heading) + heading.length).trim();
  return {
    id,
    file,
    title: around.titles[id] ?? title.replace(/`/g, ''),
    description: firstSentence(body),
    body,
    twin: `${twin.trim()}\n`,
    pictures: [...pictures.values()],
    hasDiagram: /^```mermaid/m.test(body),
  };
}

function pictureOn(file: string, from: { readonly file: string; readonly line: number }): Picture {
  try {
    return pictureOf(file);
  } catch {
    throw new PageError(`a picture is missing: ${basename(file)}`, from.file, from.line);
  }
}

/** A file that the site does not have, named so that it can be found in the repository. */
function plainly(text: string, path: string): string {
  const bare = text.replaceAll('`', '');
  if (path === bare || path.endsWith(`/${bare}`)) return `\`${path}\``;
  return `${text} (\`${path}\`)`;
}
