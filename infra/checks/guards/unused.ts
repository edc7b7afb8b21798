import type { Finding, Guard } from '../guard.ts';
import { brokenTool, runTool } from '../tool.ts';

interface Named {
  readonly name: string;
  readonly line?: number;
}

/** Of one file, what Knip calls an issue, by kind. */
type Issues = Readonly<Record<string, readonly Named[] | string>> & { readonly file: string };

/** What is used and not declared is told by `imports`; tests and infra may use whatever a package brings. */
const KINDS: Readonly<Record<string, (name: string) => Pick<Finding, 'what' | 'fix'>>> = {
  files: () => ({ what: 'no other file needs it', fix: 'delete it, or name it as an entry in knip.jsonc' }),
  dependencies: (name) => ({ what: `${name} is declared and not used`, fix: `npm uninstall ${name} there` }),
  devDependencies: (name) => ({ what: `${name} is declared and not used`, fix: `npm uninstall ${name} there` }),
  unresolved: (name) => ({ what: `${name} leads nowhere`, fix: 'mend the path' }),
  exports: (name) => ({ what: `${name} is exported and used nowhere else`, fix: 'take away the export' }),
  types: (name) => ({ what: `the type ${name} is exported and used nowhere`, fix: 'take away the export' }),
  duplicates: (name) => ({ what: `${name} is exported twice`, fix: 'keep one name' }),
};

export const unused: Guard = {
  name: 'unused',
  asks: 'every file, export and dependency is needed',
  look: async (ground) => {
    const kinds = Object.keys(KINDS).join(',');
    const said = await runTool(ground, 'knip', '--reporter', 'json', '--no-progress', '--include', kinds);
    if (!said.stdout.startsWith('{')) throw brokenTool('knip', said);
    const { issues } = JSON.parse(said.stdout) as { readonly issues: readonly Issues[] };
    return { findings: issues.flatMap(findingsOf) };
  },
};

function findingsOf(issues: Issues): Finding[] {
  return Object.entries(KINDS).flatMap(([kind, say]) => {
    const named = issues[kind];
    if (!Array.isArray(named)) return [];
    return (named as readonly Named[]).map(({ name, line }) => ({
      file: issues.file,
      ...(line === undefined ? {} : { line }),
      ...say(name),
    }));
  });
}
