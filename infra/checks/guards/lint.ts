import type { Guard } from '../guard.ts';
import { brokenTool, runTool } from '../tool.ts';

interface Diagnostic {
  readonly message: string;
  readonly code: string;
  readonly help?: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

/** What needs to know types: promises that nobody waits for, conditions that are always true. */
export const lint: Guard = {
  name: 'oxlint',
  asks: 'no promise is left alone, no type is trusted that lies',
  look: async (ground) => {
    const said = await runTool(ground, 'oxlint', '--type-aware', '--format=json');
    if (!said.stdout.trimStart().startsWith('{')) throw brokenTool('oxlint', said);
    const { diagnostics } = JSON.parse(said.stdout) as { readonly diagnostics: readonly Diagnostic[] };
    return {
      findings: diagnostics.map(({ message, code, help, filename, labels: [label] }) => ({
        file: filename,
        ...(label === undefined ? {} : { line: label.span.line }),
        what: `${message} (${code})`,
        fix: help ?? './scalr fix',
      })),
    };
  },
};
