import { join, resolve } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';
import { readSource } from '../../packages/manual/src/read-source.ts';
import { code, markdownPage, markdownTable } from '../markdown.ts';
import { type PythonDeclaration, type PythonPackage, readPythonPackage } from './declarations/python-package.ts';
import { pythonMethods, pythonParams, pythonText, unnamedPythonTypes } from './declarations/python-text.ts';
import { errorCodes } from './errors-reference.ts';
import { anchorOf, firstSentence, headings, linkCodes } from './sdk/anchors.ts';
import { PYTHON_EXAMPLES } from './sdk/python-examples.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The package of backends first; the other one is what it stands on. */
const PACKAGES = [
  { folder: 'packages/app-server-py/src/scalr_app_server', name: 'scalr_app_server' },
  { folder: 'packages/auth-client-py/src/scalr_auth_client', name: 'scalr_auth_client' },
] as const;

/** `docs/content/reference/sdk-python.md`: every name in `__all__` of the Python packages. */
export async function generate(): Promise<FileSet> {
  const packages = await Promise.all(PACKAGES.map(({ folder, name }) => readPythonPackage(join(ROOT, folder), name)));
  const codes = new Set(await errorCodes());
  const heading = headings('sdk-python.md');
  const sections = await Promise.all(packages.map((one) => section(one, codes, heading)));
  const page = markdownPage('SDK for Python', 'packages/app-server-py and packages/auth-client-py', [
    'Every name that a FastAPI backend may import, with what it takes, gives and raises. The same for TypeScript is [here](sdk-typescript.md), and what a backend answers is the [HTTP contract](http-contract.md). What is not listed is not public.',
    'Signatures are shown as they stand in the sources, classes without what is private. A type that has no section of its own is shown with the names that need it.',
    ...sections.flat(),
  ]);
  return fileSet([['docs/content/reference/sdk-python.md', page]]);
}

async function section(
  whole: PythonPackage,
  codes: ReadonlySet<string>,
  heading: (text: string) => string,
): Promise<readonly string[]> {
  const own = whole.names.flatMap(({ from }) => (typeof from === 'string' ? [] : [from]));
  const taken = whole.names.filter(({ from }) => typeof from === 'string');
  const items = await Promise.all(
    own.map(async (one) => [`### ${heading(titleOf(one))}`, await item(whole, one, codes)]),
  );
  return [
    `## ${heading(whole.name)}`,
    linkCodes(whole.about, codes),
    markdownTable([
      ['name', 'what it is'],
      ...own.map((one) => [`[${nameOf(one)}](#${anchorOf(titleOf(one))})`, firstSentence(one.doc.about)]),
    ]),
    ...(taken.length === 0
      ? []
      : [
          `It exports these of ${code('scalr_auth_client')} as well: ${taken.map(({ name }) => code(name)).join(', ')}.`,
        ]),
    ...items.flat(),
  ];
}

/** In capitals only codes and keys of the environment are written as code: readers and checks look them up. */
const nameOf = ({ name }: PythonDeclaration) => (name === name.toUpperCase() ? name : code(name));

/** With its kind: `Entity` and `entity` would have the same anchor. */
const titleOf = ({ kind, name }: PythonDeclaration) => `${kind === 'value' ? 'name' : kind} ${name}`;

async function item(whole: PythonPackage, one: PythonDeclaration, codes: ReadonlySet<string>): Promise<string> {
  const isNamed = (name: string) => whole.names.some((other) => other.name === name);
  const unnamed = await unnamedPythonTypes(whole, one, isNamed);
  const methods = pythonMethods(one).filter(({ params, about }) => params.size > 0 || about.includes('\n\n'));
  const source = PYTHON_EXAMPLES[one.name];
  const example = source === undefined ? null : await readSource(ROOT, source);
  return [
    linkCodes(one.doc.about, codes),
    fence([pythonText(one), ...unnamed.map(withComment)].join('\n\n\n')),
    params(pythonParams(one), codes),
    ...methods.flatMap(({ name, about, params: of }) => [
      `${code(name)}: ${linkCodes(about, codes)}`,
      params(of, codes),
    ]),
    ...(example === null ? [] : [`As ${code(example.path)} has it:`, fence(example.code)]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const params = (said: ReadonlyMap<string, string>, codes: ReadonlySet<string>) =>
  [...said].map(([name, about]) => `- ${code(name)}: ${linkCodes(about, codes)}`).join('\n');

function withComment(declaration: PythonDeclaration): string {
  const { about } = declaration.doc;
  return `${about === '' ? '' : `# ${firstSentence(about)}\n`}${pythonText(declaration)}`;
}

const fence = (text: string) => `\`\`\`python\n${text}\n\`\`\``;
