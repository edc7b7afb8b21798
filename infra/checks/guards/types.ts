import type { Guard } from '../guard.ts';
import { brokenTool, runTool } from '../tool.ts';

const ERROR = /^(?<file>.+?)\((?<line>\d+),\d+\): error (?<code>TS\d+): (?<message>.+)$/gm;

export const types: Guard = {
  name: 'types',
  asks: 'the strict compiler finds nothing',
  look: async (ground) => {
    const said = await runTool(ground, 'tsc', '-p', '.', '--pretty', 'false');
    const findings = [...said.stdout.matchAll(ERROR)].map(({ groups }) => ({
      file: groups!.file!,
      line: Number(groups!.line),
      what: `${groups!.message} (${groups!.code})`,
      fix: 'node_modules/.bin/tsc -p .',
    }));
    if (said.code !== 0 && findings.length === 0) throw brokenTool('tsc', said);
    return { findings };
  },
};
