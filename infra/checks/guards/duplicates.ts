import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding, Guard } from '../guard.ts';
import { brokenTool, runTool } from '../tool.ts';

interface Place {
  readonly name: string;
  readonly start: number;
}

interface Clone {
  readonly lines: number;
  readonly firstFile: Place;
  readonly secondFile: Place;
}

/** Pairs of files that may be alike, each with the reason; every other exception is a folder in .jscpd.json. */
const ALIKE: readonly { readonly files: readonly [RegExp, RegExp]; readonly why: string }[] = [
  {
    files: [
      /^packages\/app-server\/test\/office\/migrations\//,
      /^packages\/testing\/backends\/typescript\/migrations\//,
    ],
    why: 'a migration stands for itself: it is never changed after it was applied, also not where models are shared',
  },
];

export const duplicates: Guard = {
  name: 'duplicates',
  asks: 'nothing of 30 lines is written twice',
  look: async (ground) => {
    const folder = await mkdtemp(join(tmpdir(), 'scalr-duplicates-'));
    try {
      const said = await runTool(
        ground,
        'jscpd',
        '--no-tips',
        '--silent',
        '--reporters',
        'json',
        '--output',
        folder,
        '.',
      );
      const report = await readFile(join(folder, 'jscpd-report.json'), 'utf8').catch(() => {
        throw brokenTool('jscpd', said);
      });
      const { duplicates: clones } = JSON.parse(report) as { readonly duplicates: readonly Clone[] };
      return { findings: clones.filter((clone) => !isMeant(clone)).map(findingOf) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function isMeant({ firstFile, secondFile }: Clone): boolean {
  const names = [firstFile.name, secondFile.name];
  return ALIKE.some(({ files: [one, other] }) => {
    const [first, second] = names as [string, string];
    return (one.test(first) && other.test(second)) || (one.test(second) && other.test(first));
  });
}

function findingOf({ lines, firstFile, secondFile }: Clone): Finding {
  return {
    file: firstFile.name,
    line: firstFile.start,
    what: `${lines} lines are also in ${secondFile.name}:${secondFile.start}`,
    fix: 'give them one place that both use, or say in infra/checks/guards/duplicates.ts why both are needed',
  };
}
