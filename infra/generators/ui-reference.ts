import { resolve } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';
import { code, markdownPage, markdownTable } from '../markdown.ts';
import { declarationText, kindOf } from './declarations/declaration-text.ts';
import type { Declaration } from './declarations/module-source.ts';
import { exportsOf, type ModuleReader, moduleReader, unnamedTypes } from './declarations/package-exports.ts';
import { anchorOf, firstSentence, headings } from './sdk/anchors.ts';
import { type Example, readPieces } from './sdk/read-examples.ts';
import { UI_AREAS } from './sdk/ui-areas.ts';

const FOLDER = 'packages/ui/src';
const INDEX = resolve(import.meta.dirname, '../..', FOLDER, 'index.ts');

/** `docs/content/reference/ui.md`: every export of @scalr/ui with its props and an example that is compiled and tested. */
export async function generate(): Promise<FileSet> {
  const read = moduleReader();
  const all = await exportsOf(read, INDEX);
  const examples = await readPieces('ui.tsx');
  const heading = headings('ui.md');
  const isType = (one: Declaration) => /^(?:interface|type)$/.test(kindOf(one));
  const shown = all.filter((one) => !isType(one));
  const missing = shown.filter(({ name }) => !UI_AREAS.some(({ names }) => names.includes(name)));
  if (missing.length > 0) throw new Error(`infra/generators/sdk/ui-areas.ts lacks ${missing.map(({ name }) => name)}`);
  const areas = await Promise.all(
    UI_AREAS.map(async ({ title, names }) => {
      const own = names.map((name) => declared(shown, name));
      return [`## ${title}`, contents(own), ...(await Promise.all(own.map((one) => item(read, one, shown, examples))))];
    }),
  );
  for (const { title, names } of UI_AREAS) for (const one of [title, ...names]) heading(one);
  const page = markdownPage('Parts of pages: @scalr/ui', FOLDER, [
    `Everything that a page may import from ${code('@scalr/ui')}. They know no data, look right in light and dark, and can be used with the keyboard alone. A part that takes ${code("ComponentProps<'input'>")} takes every attribute of that element as well. The examples leave out the import, and ${code('nothing')} stands for what an app does there.`,
    ...areas.flat(),
  ]);
  return fileSet([['docs/content/reference/ui.md', page]]);
}

function declared(shown: readonly Declaration[], name: string): Declaration {
  const found = shown.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${FOLDER}/index.ts exports no ${name}`);
  return found;
}

const contents = (own: readonly Declaration[]) =>
  markdownTable([
    ['part', 'what it is'],
    ...own.map(({ name, doc }) => [`[${code(name)}](#${anchorOf(name)})`, firstSentence(doc.about)]),
  ]);

async function item(
  read: ModuleReader,
  one: Declaration,
  shown: readonly Declaration[],
  examples: ReadonlyMap<string, Example>,
): Promise<string> {
  const example = examples.get(one.name);
  if (example === undefined) throw new Error(`infra/generators/examples/ui.tsx has no example of ${one.name}`);
  const isValue = (other: Declaration) => shown.some(({ node }) => node === other.node);
  const types = await unnamedTypes(read, one, isValue);
  return [
    `### ${one.name}`,
    one.doc.about,
    fence([declarationText(one), ...types.map(declarationText)].join('\n\n')),
    example.owner === one.name
      ? fence(example.code)
      : `There is an example below [${code(example.owner)}](#${anchorOf(example.owner)}).`,
  ].join('\n\n');
}

const fence = (text: string) => `\`\`\`tsx\n${text}\n\`\`\``;
