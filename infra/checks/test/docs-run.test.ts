import { randomInt } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installFolder, type PlatformUnderTest, platformUnderTest } from '@scalr/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentationPages } from '../docs/pages.ts';
import { runBlock, type ShellGround } from '../docs/run-block.ts';
import { isAnswer, misleadingBlocks, runnableBlocks } from '../docs/runnable-blocks.ts';

const PAGE = {
  path: 'page.md',
  text: [
    ...['# Page', '', '```sh', 'never run', '```', ''],
    ...['```sh run', 'echo one', 'echo two', '```', '', '```text answer', 'one', 'two', '```', ''],
    ...['```sh run exit 3', 'exit 3', '```', ''],
  ].join('\n'),
};

describe('blocks', () => {
  it('that are marked are found with their lines and answers', () => {
    expect(runnableBlocks(PAGE)).toEqual([
      { path: 'page.md', line: 8, script: 'echo one\necho two', exit: 0, answer: 'one\ntwo' },
      { path: 'page.md', line: 18, script: 'exit 3', exit: 3, answer: null },
    ]);
  });

  it('that only look marked are told', () => {
    const odd = '```sh run once\n```\n```text answer\n```\n';
    expect(misleadingBlocks({ path: 'p.md', text: odd })).toEqual(['p.md:1 sh run once', 'p.md:3 text answer']);
    expect(documentationPages().flatMap(misleadingBlocks)).toEqual([]);
  });

  it.each([
    ['at http://portal.localhost\n', 'at http://portal.localhost:8080', true],
    ['made in … ms', 'made in 12 ms', true],
    ['first\n…\nlast', 'first\na\nb\nlast', true],
    ['first\n…\nlast', 'first\nlast', true],
    ['first\n…', 'first\nmore', true],
    ['first\n…', 'first', true],
    ['…\nlast', 'a\nlast', true],
    ['first\n…\nlast', 'first last', false],
    ['made (in) 1 ms', 'made in 1 ms', false],
    ['one', 'one\ntwo', false],
  ])('answers are compared: %j and %j', (shown, said, same) => {
    expect(isAnswer(shown, said)).toBe(same);
  });

  it('say page, line and output where one fails', async () => {
    const ground = { root: '/', env: { PATH: process.env.PATH ?? '' } };
    const block = { path: 'p.md', line: 7, script: 'echo fine\nls /nowhere\necho never', exit: 0, answer: null };
    const said = await runBlock(block, ground);
    expect(said).toContain('p.md:7 ended with 2 and not 0');
    expect(said).toContain('failed: p.md:8');
    expect(said).toContain('fine');
    expect(said).not.toContain('never\n---\nnever');
    expect(await runBlock({ ...block, script: 'echo a', answer: 'a' }, ground)).toBeNull();
    expect(await runBlock({ ...block, script: 'echo a', answer: 'b' }, ground)).toContain('p.md:7 said something else');
    expect(await runBlock({ ...block, script: 'exit 3', exit: 3 }, ground)).toBeNull();
  });
});

const marked = documentationPages()
  .map((page) => ({ path: page.path, blocks: runnableBlocks(page) }))
  .filter(({ blocks }) => blocks.length > 0)
  // Whoever begins reads these, on a machine where nothing runs yet.
  .sort((a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1));

function rank(path: string): number {
  const first = ['README.md', 'docs/content/start.md'].indexOf(path);
  return first === -1 ? 2 : first;
}

describe('a reader who does what the pages say', () => {
  let platform: PlatformUnderTest;
  let ground: ShellGround;

  beforeAll(() => {
    platform = platformUnderTest('this repository');
    const { root } = platform;
    const launcher = join(root, 'scalr');
    // The launcher of this checkout is a link, behind which it would find this checkout.
    rmSync(launcher, { force: true });
    const main = join(installFolder(), 'packages/cli/src/main.ts');
    writeFileSync(launcher, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
    chmodSync(launcher, 0o755);
    // Other suites run beside this one and reach for the usual port.
    writeFileSync(join(root, '.env.shared'), `SCALR_PORT=${20_000 + randomInt(20_000)}\n`, { mode: 0o600 });
    const { PATH = '', HOME = '', SCALR_BROWSER } = process.env;
    ground = {
      root,
      env: {
        ...{ PATH: `${dirname(process.execPath)}:${PATH}`, HOME, SCALR_WORKSPACE: root },
        NODE_COMPILE_CACHE: join(installFolder(), '.scalr/cache/node'),
        ...(SCALR_BROWSER !== undefined && { SCALR_BROWSER }),
      },
    };
  });
  afterAll(() => platform.remove());

  it('finds pages that are tested', () => {
    expect(marked.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/content/start.md']));
  });

  it.each(marked)('gets what is promised: $path', { timeout: 400_000 }, async ({ path, blocks }) => {
    if (rank(path) === 2) expect(await platform.cli(['up', '--json'])).toMatchObject({ code: 0 });
    // A block stands on those before it.
    for (const block of blocks) expect(await runBlock(block, ground)).toBeNull();
  });
});
