import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installFolder } from '../src/example-workspace.ts';
import { type PlatformUnderTest, platformUnderTest } from '../src/platform-under-test.ts';

const read = (path: string) => readFileSync(join(installFolder(), path), 'utf8');
const INSTRUCTIONS = read('template-app/AGENT_INSTRUCTIONS.md');
const SKILL = read('.agents/skills/build-an-app/SKILL.md');
const AGENTS = read('AGENTS.md');
/** The rest of it is for whoever changes the platform; that its commands exist is proved with the documentation's. */
const [, FOR_APPS = ''] = /^## An app[^\n]*\n([\s\S]*?)^## /m.exec(AGENTS) ?? [];

const SLUG = 'club-list';
const WORDS: Readonly<Record<string, string>> = {
  slug: SLUG,
  name: 'Second list',
  'one sentence': 'Made as the skill says.',
  words: 'access',
};

/** Every command that the texts name, once, as the words of its line. */
function commandsIn(...texts: readonly string[]): readonly (readonly string[])[] {
  const lines = texts.flatMap((text) => [...text.matchAll(/`\.\/scalr ([^`]+)`/g)].map(([, line = '']) => line));
  return [...new Set(lines)].map((line) => {
    const whole = line.replaceAll(/<([a-z ]+)>/g, (placeholder, word: string) => WORDS[word] ?? placeholder);
    return [...whole.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
  });
}
const ALL = commandsIn(INSTRUCTIONS, SKILL, FOR_APPS);
const isMaking = ([verb]: readonly string[]) => verb === 'new-app';
const isDropping = (words: readonly string[]) => words.includes('--drop');

let platform: PlatformUnderTest;
beforeAll(async () => {
  platform = platformUnderTest('this repository');
  const up = await platform.cli(['up', '--json']);
  if (up.code !== 0) throw new Error(up.stdout + up.stderr);
});
afterAll(() => platform.remove());

/** What a command ended with, and everything it said, where it is not what the texts promise. */
async function failure(words: readonly string[]) {
  const { code, stdout, stderr } = await platform.cli(words, { input: '' });
  // What is made anew is the template still, and the check has to say so.
  const expected = words[0] === 'check' && words[1] === SLUG ? 1 : 0;
  if (code === expected) return [];
  return [`${words.join(' ')} ended with ${code}: ${stdout.slice(-500)}${stderr.slice(-500)}`];
}

test('the instructions are short', () => {
  expect(INSTRUCTIONS.trimEnd().split('\n').length).toBeLessThanOrEqual(80);
  expect(Buffer.byteLength(INSTRUCTIONS)).toBeLessThanOrEqual(5 * 1024);
  expect(AGENTS.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
});

test('every command works as it stands, without a question', { timeout: 300_000 }, async () => {
  const verbs = new Set(ALL.map(([verb]) => verb));
  expect([...verbs].sort()).toEqual(
    [
      'add',
      'check',
      'docs',
      'example',
      'logs',
      'look',
      'mcp',
      'migrate',
      'new-app',
      'open',
      'ps',
      'query',
      'request',
    ].concat(['restart', 'token', 'types', 'up']),
  );
  const failures: string[] = [];
  const others = ALL.filter((words) => !isMaking(words) && !isDropping(words));
  for (const words of [...ALL.filter(isMaking), ...others]) failures.push(...(await failure(words)));
  rmSync(join(platform.root, 'apps/products', SLUG, 'backend/src/models/notes.ts'));
  for (const words of ALL.filter(isDropping)) failures.push(...(await failure(words)));
  expect(failures).toEqual([]);
  const { data: left } = await platform.cli(['request', SLUG, 'GET', '/api/orders', '--as', 'member', '--json']);
  expect(left.status).toBe(200);
});

test('every path that is named is there', () => {
  const named = (text: string) =>
    [...text.matchAll(/`([\w.@/-]+)`/g)]
      .map(([, path = '']) => path)
      .filter((path) => /^(?:frontend|backend|packages|docs|infra|\.agents)\/|^\w[\w.]*\.(?:json|yml)$/.test(path));
  const missing = (folder: string, paths: readonly string[]) =>
    paths.filter((path) => !existsSync(join(installFolder(), folder, path)));
  // That one is what the agent writes first.
  const own = named(INSTRUCTIONS).filter((path) => path !== 'features.json');
  expect(own.length).toBeGreaterThan(4);
  expect(missing('template-app', own)).toEqual([]);
  expect(missing('', [...named(AGENTS), ...named(SKILL)])).toEqual([]);
});
