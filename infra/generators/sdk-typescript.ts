import { resolve } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';
import { code, markdownPage, markdownTable } from '../markdown.ts';
import { declarationText, kindOf } from './declarations/declaration-text.ts';
import type { Declaration } from './declarations/module-source.ts';
import { exportsOf, type ModuleReader, moduleReader, unnamedTypes } from './declarations/package-exports.ts';
import { errorCodes } from './errors-reference.ts';
import { anchorOf, firstSentence, headings, linkCodes } from './sdk/anchors.ts';
import { type Example, readExamples } from './sdk/read-examples.ts';
import { type Entry, TYPESCRIPT_ENTRIES } from './sdk/typescript-entries.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** `docs/content/reference/sdk-typescript.md`: every public name of the packages that apps stand on. */
export async function generate(): Promise<FileSet> {
  const read = moduleReader();
  const codes = new Set(await errorCodes());
  const heading = headings('sdk-typescript.md');
  const shown: Shown[] = [];
  for (const entry of TYPESCRIPT_ENTRIES) shown.push(...(await namesOf(read, entry, shown)));
  const sections = await Promise.all(
    TYPESCRIPT_ENTRIES.map(async (entry) => {
      const own = shown.filter((one) => one.entry === entry);
      const items = await Promise.all(own.map((one) => item(read, one, shown, codes)));
      return { entry, own, items };
    }),
  );
  const page = markdownPage('SDK for TypeScript', 'the public modules of packages/', [
    'Every name that an app may import from the packages of the platform, with what it takes, gives and throws. The parts of pages have [a page of their own](ui.md); the same for Python is [here](sdk-python.md). What is not listed is not public.',
    'Types are shown as they stand in the sources. One that has no section of its own is shown with the names that need it. `<slug>` is that of the app.',
    markdownTable([
      ['module', 'what it is'],
      ...TYPESCRIPT_ENTRIES.map(({ title, about }) => [`[${code(title)}](#${anchorOf(title)})`, firstSentence(about)]),
    ]),
    ...sections.flatMap(({ entry, own, items }) => [
      `## ${code(heading(entry.title))}`,
      entry.about,
      ...(own.length > 0 ? [contents(own)] : []),
      ...borrowed(entry, shown),
      ...own.flatMap(({ title }, index) => [`### ${heading(title)}`, items[index]!]),
    ]),
  ]);
  return fileSet([['docs/content/reference/sdk-typescript.md', page]]);
}

interface Shown {
  readonly entry: Entry;
  readonly title: string;
  readonly declaration: Declaration;
  /** Entries that export the same thing as well. */
  readonly alsoIn: string[];
}

/** Values first, then types; what an earlier entry shows already is only named. */
async function namesOf(read: ModuleReader, entry: Entry, before: readonly Shown[]): Promise<readonly Shown[]> {
  const all = await exportsOf(read, resolve(ROOT, entry.module));
  const wanted = all.filter(({ name }) => entry.names?.includes(name) ?? true);
  const fresh = wanted.filter((declaration) => {
    const known = before.find((one) => one.declaration.node === declaration.node);
    known?.alsoIn.push(entry.title);
    return known === undefined;
  });
  const isType = (declaration: Declaration) => /^(?:interface|type)$/.test(kindOf(declaration));
  // Props stand below what takes them.
  const folded = new Set(fresh.map(({ name }) => `${name}Props`));
  const own = fresh.filter(({ name }) => !folded.has(name));
  return [...own.filter((one) => !isType(one)), ...own.filter(isType)].map((declaration) => ({
    ...{ entry, declaration, alsoIn: [] },
    title: titleOf(declaration, entry, before),
  }));
}

/** Two packages may call things the same; the later one says whose it is. */
function titleOf(declaration: Declaration, entry: Entry, before: readonly Shown[]): string {
  const title = `${kindOf(declaration)} ${declaration.name}`;
  const isTaken = before.some((one) => anchorOf(one.title) === anchorOf(title));
  return isTaken ? `${title} (${entry.title.replace('@scalr/', '')})` : title;
}

function contents(own: readonly Shown[]): string {
  return markdownTable([
    ['name', 'what it is'],
    ...own.map(({ title, declaration: { name, doc } }) => [
      `[${code(name)}](#${anchorOf(title)})`,
      firstSentence(doc.about),
    ]),
  ]);
}

function borrowed(entry: Entry, shown: readonly Shown[]): readonly string[] {
  const names = shown
    .filter(({ alsoIn }) => alsoIn.includes(entry.title))
    .map(({ title, declaration }) => [declaration.name, title]);
  if (names.length === 0) return [];
  return [
    `It exports these as well: ${names.map(([name = '', title = '']) => `[${code(name)}](#${anchorOf(title)})`).join(', ')}.`,
  ];
}

async function item(
  read: ModuleReader,
  { entry, title, declaration }: Shown,
  shown: readonly Shown[],
  codes: ReadonlySet<string>,
): Promise<string> {
  const { doc } = declaration;
  const isNamed = (one: Declaration) => shown.some((other) => other.declaration.node === one.node);
  const text = declarationText(declaration);
  const unnamed = (await unnamedTypes(read, declaration, isNamed)).map(withComment);
  const taken = await examplesOf(entry);
  const others = shown.filter((one) => one.title !== title && kindOf(one.declaration) !== 'function');
  const named = others.filter((one) => new RegExp(`\\b${one.declaration.name}\\b`).test([text, ...unnamed].join('\n')));
  return [
    linkCodes(doc.about, codes),
    fence('ts', [text, ...unnamed].join('\n\n')),
    [
      ...[...doc.params].map(([param, about]) => `- ${code(param)}: ${linkCodes(about, codes)}`),
      ...(doc.returns === '' ? [] : [`- Gives ${linkCodes(doc.returns, codes)}`]),
      ...doc.throws.map((what) => `- Throws ${linkCodes(what, codes)}`),
      ...(named.length === 0
        ? []
        : [`- See ${named.map((one) => `[${code(one.declaration.name)}](#${anchorOf(one.title)})`).join(', ')}`]),
    ].join('\n'),
    ...exampleOf(entry, declaration, taken, shown),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const examplesOf = async ({ examples }: Entry): Promise<ReadonlyMap<string, Example>> =>
  examples === undefined ? new Map() : readExamples(examples);

/** Of its comment, or of the file beside; where that shows several names, it stands below one of them. */
function exampleOf(
  entry: Entry,
  declaration: Declaration,
  taken: ReadonlyMap<string, Example>,
  shown: readonly Shown[],
): readonly string[] {
  const { name, doc } = declaration;
  const example = doc.example === '' ? taken.get(name) : { code: doc.example, owner: name };
  if (example === undefined) {
    if (entry.examples === undefined || !/^(?:function|class)$/.test(kindOf(declaration))) return [];
    throw new Error(`infra/generators/examples/${entry.examples} has no example of ${name}`);
  }
  if (example.owner !== name) {
    const owner = shown.find((one) => one.entry === entry && one.declaration.name === example.owner);
    if (owner === undefined) throw new Error(`${entry.examples}: ${entry.title} exports no ${example.owner}`);
    return [`There is an example below [${code(owner.declaration.name)}](#${anchorOf(owner.title)}).`];
  }
  return [
    `Example of ${code(name)}:`,
    fence('tsx', example.code.replaceAll('api-types/template-app', 'api-types/<slug>')),
  ];
}

function withComment(declaration: Declaration): string {
  const { about } = declaration.doc;
  return `${about === '' ? '' : `/** ${about} */\n`}${declarationText(declaration)}`;
}

const fence = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;
