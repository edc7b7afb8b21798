import type { Guard } from '../guard.ts';
import { importCycles } from '../imports.ts';
import { isProduct } from '../source-files.ts';

export const cycles: Guard = {
  name: 'cycles',
  asks: 'no files import each other in a circle while they load',
  look: ({ files }) => ({
    findings: importCycles(files.filter(isProduct)).map((cycle) => ({
      file: cycle[0]!,
      what: cycle.join(' -> '),
      fix: 'move what both need into a file of its own, or import only the type',
    })),
  }),
};
