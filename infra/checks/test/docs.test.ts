import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { commandNames, loadCommand } from '../../../packages/cli/src/registry.ts';
import { documentationPages, fencesOf, type Page, readPage } from '../docs/pages.ts';
import { allPaths, ROOT, sourceFiles } from '../source-files.ts';

const pages = documentationPages();

/** `path: what` of every match that is not as it should be. */
function wrong(pattern: RegExp, isWrong: (found: RegExpMatchArray, page: Page) => boolean, from = pages): string[] {
  return from.flatMap((page) =>
    [...page.text.matchAll(pattern)].filter((found) => isWrong(found, page)).map(([all]) => `${page.path}: ${all}`),
  );
}

const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

it('every relative link leads somewhere, and every anchor to a heading', () => {
  const broken = wrong(/\]\(([^)\s]+)\)/g, ([, target = ''], { path }) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const absolute = file === '' ? join(ROOT, path) : resolve(ROOT, dirname(path), file);
    if (!absolute.startsWith(ROOT) || !existsSync(absolute)) return true;
    if (anchor === undefined) return false;
    const headings = [...readFileSync(absolute, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => anchorOf(text));
    return !headings.includes(anchor);
  });
  expect(broken).toEqual([]);
});

const TOP = readdirSync(ROOT).filter((name) => !name.startsWith('.') && name !== 'node_modules');
/** The example of the guides, patterns, and what a decision was against. */
const NOT_THERE = [/^apps\/products\/time-sheet/, /[<*…]/, /^infra\/registered-apps\.txt$/];

it('every path of the repository that is named exists', () => {
  const named = new RegExp(`\`((?:${TOP.map((name) => name.replaceAll('.', '\\.')).join('|')})/[^\\s\`]*)\``, 'g');
  const missing = wrong(named, ([, path = '']) => {
    if (NOT_THERE.some((pattern) => pattern.test(path))) return false;
    return !existsSync(join(ROOT, path.replace(/[/,.]$/, '')));
  });
  expect(missing).toEqual([]);
});

async function loadProgram(): Promise<Command> {
  const program = new Command('scalr');
  for (const name of commandNames()) (await loadCommand(name)).configure(program.command(name), () => async () => {});
  return program;
}

/** What is wrong with a command line of the documentation; null: nothing. */
function complaint(program: Command, line: string): string | null {
  const words = line.split(/\s+/).filter(Boolean);
  const command = program.commands.find((one) => one.name() === words[0]);
  if (command === undefined) return `no command ${words[0]}`;
  const child = command.commands.find((one) => one.name() === words[1]);
  // `./scalr user …` and `./scalr group` speak of all of them.
  if (command.commands.length > 0 && child === undefined && /^[a-z]/.test(words[1] ?? '')) return `no ${words[1]}`;
  const options = (child ?? command).options.flatMap(({ short, long }) => [short, long]);
  const known = new Set([...options, '--json', '--help']);
  return words.find((word) => /^--?[a-z]/.test(word) && !known.has(word)) ?? null;
}

it('every ./scalr command that is named exists, with its options', async () => {
  const program = await loadProgram();
  const makefile = { path: 'Makefile', text: readFileSync(join(ROOT, 'Makefile'), 'utf8').replaceAll('--help', '') };
  // Up to what ends a command in prose, in a code span or in a shell.
  const named = /\.\/scalr ([a-z][^`\n|&;,)"'#→]*)/g;
  const unknown = wrong(named, ([, line = '']) => !/^as /.test(line) && complaint(program, prose(line)) !== null, [
    ...pages,
    makefile,
  ]);
  expect(unknown).toEqual([]);
  expect(complaint(program, 'up --fast')).toBe('--fast');
  expect(complaint(program, 'user set ada')).toBe('no set');
  expect(complaint(program, 'lift')).toBe('no command lift');
});

/** Outside of code, words of the sentence follow the command; they begin where no option or placeholder can stand. */
function prose(line: string): string {
  return line.replace(/(?:[.:](?=\s|$)| (?:shows|makes|sets|or|and|to|which|tells|lists)\b).*$/, '');
}

it('every code or key that is named is one of the sources', () => {
  const python = allPaths().filter((path) => path.endsWith('.py'));
  const sources = [...sourceFiles(), ...python.map(readPage)];
  const names = new Set(sources.flatMap(({ text }) => text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? []));
  // Of Postgres, and of Node itself.
  for (const name of ['NODE_EXTRA_CA_CERTS']) names.add(name);
  expect(wrong(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g, ([, name = '']) => !names.has(name))).toEqual([]);
  expect(names.has('NOT_A_CODE_OF_OURS'.slice(0, -1))).toBe(false);
});

it('the first screen of the README holds exactly the two commands and a picture; two thirds of a screen are left', () => {
  const { text } = readPage('README.md');
  const lines = text.split('\n');
  const screen = lines.slice(0, 30).join('\n');
  expect(fencesOf(screen).map((fence) => fence.text)).toEqual(['./scalr up', './scalr test']);
  expect(fencesOf(text)).toHaveLength(2);
  expect(screen.match(/<img [^>]*src="docs\/content\/images\/portal\.png"/g)).toHaveLength(1);
  expect(screen.match(/<source [^>]*srcset="docs\/content\/images\/portal-dark\.png"/g)).toHaveLength(1);
  expect(lines.length).toBeLessThan(60);
  // What it is, in two sentences.
  const [what = ''] = /^# SCALR\n\n([\s\S]*?)\n\n/.exec(text)?.slice(1) ?? [];
  expect(what.match(/[.!?](?=\s|$)/g)).toHaveLength(2);
});
