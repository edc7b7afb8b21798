import { staleFiles } from '../../generate.ts';
import { generateAll } from '../../generators/index.ts';
import { staleTypes } from '../../stale-types.ts';
import type { Guard } from '../guard.ts';

export const generatedFiles: Guard = {
  name: 'generated',
  asks: 'what is generated is what its source gives',
  look: async ({ root }) => {
    const files = await staleFiles(root, await generateAll());
    const clients = await staleTypes(root);
    return {
      findings: [
        ...files.map((file) => ({ file, what: 'is stale', fix: 'node infra/generate.ts' })),
        ...clients.map(({ message, fix }) => ({ what: message, fix })),
      ],
    };
  },
};
