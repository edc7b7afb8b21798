import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Catalogue, ErrorDefinition } from '@scalr/errors';
import { type FileSet, fileSet } from '@scalr/fileset';
import { code, markdownPage, markdownTable } from '../markdown.ts';
import { type ProblemAnswer, problemAnswers } from './http/problem-answers.ts';
import { anchorOf } from './sdk/anchors.ts';

const ROOT = resolve(import.meta.dirname, '../..');

interface Entry {
  readonly code: string;
  readonly title: string;
  readonly kind: string;
  readonly message: string;
  readonly fix: string;
}

const KINDS = {
  user: 'exit 1',
  usage: 'exit 2',
  environment: 'exit 3',
  retryable: 'exit 75',
} as const;

/** Who says them, in the order a person meets them. A package with a catalogue that is not here fails the generator. */
const SPEAKERS: Readonly<Record<string, string>> = {
  'packages/cli': 'The command line',
  'packages/platform': 'What the commands do',
  'packages/check': 'The check of an app',
  'packages/manual': 'Examples',
  'packages/mcp': 'Tools of agents over MCP',
  'packages/scaffold': 'New apps and new names',
  'packages/openapi': 'Typed clients of APIs',
  'packages/workspace': 'The workspace and its env files',
  'packages/manifest': 'Manifests and `.env.app`',
  'packages/plan': 'The plan',
  'packages/ports': 'Every engine',
  'packages/engine-native': 'Running on this machine',
  'packages/engine-swarm': 'Running on several machines: Docker Swarm',
  'packages/engine-compose': 'Running in containers: Docker Compose',
  'packages/site': 'Sites made of Markdown',
  'packages/process': 'Programs',
  'packages/fileset': 'Files',
  'packages/identity-embedded': 'Talking to the identity service',
  'packages/identity-authentik': 'Talking to Authentik',
  'services/auth/embedded': 'The identity service',
  'services/gateway/embedded': 'The gateway',
  'packages/app-server': 'Backends of apps',
  'packages/auth-client-ts/src/server': 'Backends of apps: access tokens',
  'packages/auth-client-ts': 'Frontends of apps: signing in',
};

/** What no catalogue holds, because it is an answer to a request and never stops a program. */
const ANSWERS = 'Backends of apps: what they answer';

/** `docs/content/reference/errors.md`, from every `errors.ts` and what backends answer. */
export async function generate(): Promise<FileSet> {
  const bySpeaker = new Map<string, Entry[]>(Object.keys(SPEAKERS).map((speaker) => [speaker, []]));
  for (const file of await errorFiles()) {
    const folder = relative(ROOT, file).split(sep).join('/');
    const speaker = Object.keys(SPEAKERS)
      .filter((prefix) => folder.startsWith(`${prefix}/`))
      .sort((a, b) => b.length - a.length)[0];
    if (speaker === undefined) throw new Error(`${folder} is in no section of infra/generators/errors-reference.ts`);
    bySpeaker.get(speaker)?.push(...(await entriesOf(file)));
  }
  bySpeaker.set(ANSWERS, (await problemAnswers()).map(entryOfAnswer));
  const areas = [...bySpeaker].map(([speaker, entries]) => ({
    title: SPEAKERS[speaker] ?? speaker,
    entries: entries.sort((a, b) => (a.code < b.code ? -1 : 1)),
  }));
  const sections = areas.map(({ title, entries }) => [`## ${title}`, ...entries.map(print)].join('\n\n'));
  const page = markdownPage('Error codes', 'every errors.ts', [
    'Every error says a code that never changes, what happened and why, and a fix. On the command line the exit code says whose turn it is; over HTTP the same code is in the `code` of an `application/problem+json` answer. Names in angle brackets stand for what the message fills in.',
    markdownTable([
      ['kind', 'exit code', 'whose turn it is'],
      ['user', '1', 'yours: an input, a file or a wish'],
      ['usage', '2', 'yours: the command line'],
      ['environment', '3', "the machine's: it lacks or forbids something"],
      ['retryable', '75', "nobody's: the same call may succeed later"],
      [
        'defect',
        '70',
        `ours: ${code('INTERNAL')}; run it again with ${code('SCALR_DEBUG=1')} and report what it prints`,
      ],
    ]),
    '## All codes',
    markdownTable([
      ['where', 'codes'],
      ...areas.map(({ title, entries }) => [
        `[${title.replaceAll('`', '')}](#${anchorOf(title)})`,
        entries.map(({ code: name }) => `[${code(name)}](#${name.toLowerCase()})`).join(', '),
      ]),
    ]),
    ...sections,
  ]);
  return fileSet([['docs/content/reference/errors.md', page]]);
}

/** Every code of the page. */
export async function errorCodes(): Promise<readonly string[]> {
  const entries = await Promise.all((await errorFiles()).map(entriesOf));
  return [...entries.flat(), ...(await problemAnswers())].map(({ code: name }) => name);
}

async function errorFiles(): Promise<string[]> {
  const found = await Promise.all(
    ['packages', 'services'].map(async (folder) =>
      (await readdir(join(ROOT, folder), { recursive: true }))
        .filter((path) => /(?:^|[\\/])src[\\/](?:.*[\\/])?errors\.ts$/.test(path) && !path.includes('node_modules'))
        .map((path) => join(ROOT, folder, path)),
    ),
  );
  return found.flat().sort();
}

type Table = Readonly<Record<string, readonly [code: string, message: string, fix: string]>>;

async function entriesOf(file: string): Promise<Entry[]> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return Object.values(module).flatMap((value): Entry[] => {
    if (isCatalogue(value)) return Object.values(value.definitions).map(entryOf);
    if (typeof value !== 'object' || value === null) return [];
    // The frontends' errors are a table of texts: every first view carries them.
    return Object.values(value as Table).map(([name, message, fix]) => ({
      ...{ code: name, title: '', kind: 'in the browser' },
      ...{ message: message.endsWith(': ') ? `${message}<reason>` : message, fix },
    }));
  });
}

function isCatalogue(value: unknown): value is Catalogue<Record<string, ErrorDefinition<unknown>>> {
  return typeof value === 'object' && value !== null && 'definitions' in value && 'problem' in value;
}

function entryOf({ code: name, title, kind, message, fix }: ErrorDefinition<unknown>): Entry {
  return { code: name, title, kind: KINDS[kind], message: String(message(NAMES)), fix: String(fix(NAMES)) };
}

function entryOfAnswer({ code: name, statuses, details, fix }: ProblemAnswer): Entry {
  return { code: name, title: '', kind: `HTTP ${statuses.join(', ')}`, message: details.join(' '), fix };
}

/** Stands for the details of any error: each reads as its own name in angle brackets, as a text and as a list. */
const NAMES: unknown = new Proxy({}, { get: (_target, key) => [`<${String(key)}>`] });

function print({ code: name, title, kind, message, fix }: Entry): string {
  const heading = `### ${code(name)}`;
  const about = title === '' ? `(${kind})` : `${title} (${kind}).`;
  return `${heading}\n\n${about} ${escaped(message)}\n\n- fix: ${escaped(fix)}`;
}

const escaped = (text: string) => text.replaceAll('<', '&lt;').replaceAll(/\s*\n\s*/g, ' ');
