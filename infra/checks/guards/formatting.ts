import type { Guard } from '../guard.ts';
import { brokenTool, runTool } from '../tool.ts';

interface Diagnostic {
  readonly message: string;
  readonly category: string;
  readonly location?: { readonly path?: string; readonly start?: { readonly line: number } };
}

/** Format, order of imports and the recommended rules of Biome. */
export const formatting: Guard = {
  name: 'biome',
  asks: 'every file is written as Biome writes it, and breaks none of its rules',
  look: async (ground) => {
    const said = await runTool(ground, 'biome', 'check', '--reporter=json', '--max-diagnostics=none', '.');
    if (!said.stdout.startsWith('{')) throw brokenTool('biome', said);
    const { diagnostics } = JSON.parse(said.stdout) as { readonly diagnostics: readonly Diagnostic[] };
    return {
      findings: diagnostics.map(({ message, category, location }) => ({
        ...(location?.path === undefined ? {} : { file: location.path }),
        ...(location?.start?.line ? { line: location.start.line } : {}),
        what: category === 'format' ? 'is formatted otherwise' : `${message} (${category})`,
        fix: './scalr fix',
      })),
    };
  },
};
