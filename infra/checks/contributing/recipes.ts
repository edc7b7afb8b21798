/** One change of the kind that a section of CONTRIBUTING.md is about. */
export interface Recipe {
  readonly heading: string;
  /** For what stands in angle brackets in the section's list. */
  readonly names: Readonly<Record<string, string>>;
  /** New files by path, each an example of `examples/` without its `.txt`. */
  readonly adds: Readonly<Record<string, string>>;
  /** In files that are there, or that a recipe before made: the first text is replaced by the second. */
  readonly edits: readonly (readonly [path: string, find: string, put: string])[];
  /** Examples that are put at the end of files. */
  readonly appends?: Readonly<Record<string, string>>;
  /** A package came, which npm writes down. */
  readonly installs?: true;
}

export const RECIPES: readonly Recipe[] = [
  {
    heading: 'Add a command',
    names: { command: 'hail' },
    adds: { 'packages/cli/src/commands/hail.ts': 'hail.ts', 'packages/cli/test/hail.test.ts': 'hail.test.ts' },
    edits: [
      [
        'infra/generators/answers/command-answers.ts',
        "\n  'keys rotate':",
        `\n  hail: '{"said": "<text>"}',\n  'keys rotate':`,
      ],
    ],
  },
  {
    heading: 'Add an error',
    names: { package: 'cli', place: 'commands/hail', noun: 'hail' },
    adds: {},
    edits: [
      [
        'packages/cli/src/errors.ts',
        'catalogue({\n',
        `catalogue({
  hailNobody: {
    code: 'HAIL_NOBODY',
    title: 'Nobody to greet',
    kind: 'user',
    message: () => 'the name of whom to greet is empty',
    fix: () => './scalr hail Ada',
  },
`,
      ],
      [
        'packages/cli/src/commands/hail.ts',
        "import type { Context } from '../context.ts';\n",
        "import type { Context } from '../context.ts';\nimport { errors } from '../errors.ts';\n",
      ],
      [
        'packages/cli/src/commands/hail.ts',
        '  const said =',
        "  if (who.trim() === '') throw errors.error('hailNobody', undefined);\n  const said =",
      ],
    ],
    appends: { 'packages/cli/test/hail.test.ts': 'hail-error.test.ts' },
  },
  {
    heading: 'Add a field to the manifest',
    names: {},
    adds: {},
    edits: [
      [
        'packages/manifest/src/schema.ts',
        '\n    backend: z',
        "\n    contact: z.email().optional().describe('Address for questions about the app.'),\n    backend: z",
      ],
      [
        'infra/generators/manifest/field-examples.ts',
        "\n  backend: 'fastapi',",
        "\n  contact: 'ada@example.com',\n  backend: 'fastapi',",
      ],
    ],
    appends: { 'packages/manifest/test/parse-manifest.test.ts': 'contact.test.ts' },
  },
  {
    heading: 'Add a UI component',
    names: { component: 'ribbon' },
    adds: { 'packages/ui/src/ribbon.tsx': 'ribbon.tsx' },
    edits: [
      [
        'packages/ui/src/index.ts',
        'export { SearchField,',
        "export { Ribbon, type RibbonProps } from './ribbon.tsx';\nexport { SearchField,",
      ],
      ['infra/generators/sdk/ui-areas.ts', "'Toolbar', 'Card']", "'Toolbar', 'Card', 'Ribbon']"],
      ['infra/generators/examples/ui.tsx', '  SearchField,\n', '  Ribbon,\n  SearchField,\n'],
      [
        'infra/generators/examples/ui.tsx',
        '// Example: SearchField\n',
        `// Example: Ribbon
export const RibbonExample = () => <Ribbon>Closed on Friday</Ribbon>;

// Example: SearchField
`,
      ],
    ],
  },
  {
    heading: 'Add an engine',
    names: { engine: 'twin' },
    adds: {
      'packages/engine-twin/package.json': 'engine-package.json',
      'packages/engine-twin/src/index.ts': 'engine-index.ts',
      'packages/engine-twin/src/engine.ts': 'engine.ts',
      'packages/engine-twin/test/contract.test.ts': 'engine-contract.test.ts',
      'packages/cli/src/compose-twin.ts': 'compose-twin.ts',
    },
    edits: [
      ['packages/ports/src/engine.ts', "'compose', 'swarm'] as const", "'compose', 'swarm', 'twin'] as const"],
      ['packages/workspace/src/env-keys.ts', "'compose', 'swarm'] as const", "'compose', 'swarm', 'twin'] as const"],
      [
        'packages/cli/src/compose.ts',
        '} satisfies Record<EngineName,',
        "  twin: async (context) => (await import('./compose-twin.ts')).composeTwin(context),\n} satisfies Record<EngineName,",
      ],
      [
        'packages/cli/package.json',
        '    "@scalr/engine-swarm": "*",\n',
        '    "@scalr/engine-swarm": "*",\n    "@scalr/engine-twin": "*",\n',
      ],
    ],
    installs: true,
  },
];
