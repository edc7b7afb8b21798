import { join, relative, sep } from 'node:path';
import { printJson, writeIfChanged } from '@scalr/fileset';
import { errors } from '../../errors.ts';
import type { Finding } from '../../finding.ts';
import type { Stage, Subject } from '../../subject.ts';
import { find } from './rules.ts';

export { rules } from './rules.ts';

export const typesStage: Stage = async (subject) => {
  const found = await Promise.all([typeErrors(subject), lintErrors(subject)]);
  return found.flat();
};

/** What is behind it, indented the deeper the closer to the cause, belongs to it. */
const TYPE_ERROR = /^(\S.*?)\((\d+),\d+\): error (TS\d+): (.*)((?:\r?\n[ ]+.*)*)$/gm;

async function typeErrors({ app, root, install, state, run }: Subject): Promise<readonly Finding[]> {
  const folder = join(root, app.folder);
  const halves = ['frontend', ...(app.manifest.backend === 'typescript' ? ['backend'] : [])];
  const config = {
    extends: join(install, 'tsconfig.json'),
    compilerOptions: { noEmit: true, incremental: true, tsBuildInfoFile: './types.tsbuildinfo' },
    include: [
      ...halves.map((half) => join(folder, half, 'src')),
      // What Vite gives to every module: import.meta.glob, styles.
      join(install, 'packages/app-client/src/import-meta.d.ts'),
      join(install, 'packages/ui/src/css.d.ts'),
    ],
    exclude: [],
  };
  const project = join(state, 'check', 'types', app.slug, 'tsconfig.json');
  await writeIfChanged(project, printJson(config));
  const tsc = join(install, 'node_modules/typescript/bin/tsc');
  const { code, stdout, stderr } = await run([process.execPath, tsc, '-p', project, '--pretty', 'false'], {
    cwd: root,
  });
  const said = [...stdout.matchAll(TYPE_ERROR)];
  if (code !== 0 && said.length === 0)
    throw errors.error('toolFailed', { tool: 'tsc', detail: (stderr || stdout).trim() });
  return said.map(([, path, line, rule, message, more = '']) =>
    find('typeError', {
      ...{ file: within(root, join(root, path!)), line: Number(line) },
      ...{ did: 'tsc', got: [`${rule}: ${message}`, ...culprits(more)].join('\n'), expected: 'no type errors' },
    }),
  );
}

/** Which part it is that does not fit: the line that names it, and the innermost one, where the chain ends. */
function culprits(more: string): readonly string[] {
  const lines = more.split('\n').filter((line) => line.trim() !== '');
  const depth = (line: string) => line.length - line.trimStart().length;
  const deepest = lines.findLast((line) => lines.every((other) => depth(other) <= depth(line)));
  return [...new Set([lines[0] ?? '', deepest ?? ''].map((line) => line.trim()))].filter((line) => line !== '');
}

const LINT_ERROR = /^::(?:error|warning) title=([^,]+),file=([^,]+),line=(\d+).*?::(.*)$/gm;

async function lintErrors({ app, root, install, run }: Subject): Promise<readonly Finding[]> {
  const biome = join(install, 'node_modules/@biomejs/biome/bin/biome');
  const halves = ['frontend/src', ...(app.manifest.backend === 'typescript' ? ['backend/src'] : [])];
  const { code, stdout, stderr } = await run(
    [
      ...([process.execPath, biome, 'lint', '--reporter=github'] as const),
      ...[`--config-path=${join(install, 'packages/check/lint/rules.json')}`, '--max-diagnostics=50'],
      ...halves.map((half) => join(root, app.folder, half)),
    ],
    { cwd: root },
  );
  const said = [...stdout.matchAll(LINT_ERROR)];
  if (code !== 0 && said.length === 0)
    throw errors.error('toolFailed', { tool: 'biome', detail: (stderr || stdout).trim() });
  return said.map(([, rule, path, line, message]) =>
    find('lintError', {
      ...{ file: within(root, path!.startsWith('/') ? path! : join(root, path!)), line: Number(line) },
      ...{ did: 'biome lint', got: `${rule}: ${message}`, expected: 'nothing that is almost certainly wrong' },
    }),
  );
}

const within = (root: string, path: string) => relative(root, path).split(sep).join('/');
