import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding, Guard } from '../guard.ts';
import { brokenTool, runTool } from '../tool.ts';

/** Those that read; the ones that run the commands of the pages take minutes and are part of `./scalr test`. */
const READING = ['docs', 'docs-coverage', 'docs-prose', 'docs-pictures'].map(
  (name) => `infra/checks/test/${name}.test.ts`,
);

interface TestFile {
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly title: string;
    readonly failureMessages: readonly string[];
  }[];
}

export const documentation: Guard = {
  name: 'documentation',
  asks: 'what pages name exists, what exists is documented, and nothing is promised',
  look: async (ground) => {
    const folder = await mkdtemp(join(tmpdir(), 'scalr-documentation-'));
    try {
      const file = join(folder, 'report.json');
      const said = await runTool(ground, 'vitest', 'run', '--reporter=json', `--outputFile=${file}`, ...READING);
      const report = await readFile(file, 'utf8').catch(() => {
        throw brokenTool('vitest', said);
      });
      const { testResults } = JSON.parse(report) as { readonly testResults: readonly TestFile[] };
      if (testResults.length === 0) throw brokenTool('vitest', said);
      return { findings: testResults.flatMap(findingsOf) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** The answers of these tests name the page and the words. */
function findingsOf({ message, assertionResults }: TestFile): Finding[] {
  const fix = './scalr test infra/checks/test/docs shows it whole; mend the page, or what it speaks of';
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return message === '' ? [] : [{ what: message, fix }];
  return failed.map(({ title, failureMessages: [told = ''] }) => ({
    what: `not true: ${title}\n${firstLines(told)}`,
    fix,
  }));
}

const firstLines = (text: string) =>
  text
    .split('\n')
    .filter((line) => !/^\s+at /.test(line))
    .slice(0, 12)
    .join('\n');
