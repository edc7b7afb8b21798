import { sep } from 'node:path';
import type { FileSet } from '@scalr/fileset';
import { refreshTypes } from '@scalr/platform';
import { readFolder } from '@scalr/workspace';
import type { Finding } from '../../finding.ts';
import type { Stage, Subject } from '../../subject.ts';
import { importFault } from './allowed-imports.ts';
import { isAllowedPython, pythonFacts } from './python-guards.ts';
import { PYTHON_STANDARD } from './python-standard.ts';
import { find } from './rules.ts';
import { type SourceFacts, sourceFacts } from './source-guards.ts';
import { strangeFiles } from './tree.ts';

export { rules } from './rules.ts';

const IGNORED = /(?:^|\/)(?:node_modules|\.venv|__pycache__|dist|\.scalr)(?:\/|$)/;

/** The manifest itself was judged when the app was found: one that is unfit has no subject. */
export const manifestStage: Stage = async (subject) => {
  const { app, root } = subject;
  const [files, types] = await Promise.all([
    readFolder(root, app.folder, (path) => IGNORED.test(path.split(sep).join('/'))),
    typeFindings(subject),
  ]);
  // A site is built by a stack of its own, which says itself what may be imported.
  const sources = app.frontend === 'site' ? [] : sourceFindings(subject, files);
  return [...treeFindings(subject, files), ...sources, ...types];
};

function treeFindings({ app }: Subject, files: FileSet): readonly Finding[] {
  return strangeFiles([...files.keys()], app.frontend).map((path) =>
    find('strangeFile', {
      file: `${app.folder}/${path}`,
      did: 'looked at the files of the app',
      got: path,
      expected: 'only files that every app may have',
    }),
  );
}

function sourceFindings({ app }: Subject, files: FileSet): readonly Finding[] {
  return [...files].flatMap(([path, { content }]) => {
    const [, half] = /^(frontend|backend)\/src\/.+\.(?:ts|tsx|py)$/.exec(path) ?? [];
    if (half !== 'frontend' && half !== 'backend') return [];
    const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
    const place = { half, path, slug: app.slug } as const;
    const isPython = path.endsWith('.py');
    const facts = isPython ? pythonFacts(text) : sourceFacts(path, text, half);
    const fault = (specifier: string) =>
      isPython ? (isAllowedPython(path, specifier, PYTHON_STANDARD) ? null : 'foreign') : importFault(place, specifier);
    return [
      ...importFindings(`${app.folder}/${path}`, facts, fault),
      ...caughtFindings(`${app.folder}/${path}`, facts),
    ];
  });
}

function importFindings(
  file: string,
  { imports }: SourceFacts,
  fault: (specifier: string) => 'foreign' | 'leaves' | null,
): readonly Finding[] {
  return imports.flatMap(({ specifier, line }) => {
    const found = fault(specifier);
    if (found === null) return [];
    const seen = { file, line, did: 'looked at the imports', got: specifier };
    return found === 'leaves'
      ? [find('reachesOut', { ...seen, expected: 'a path within this half of the app' })]
      : [find('foreignImport', { ...seen, expected: 'something of the stack that every app stands on' })];
  });
}

function caughtFindings(file: string, { caught }: SourceFacts): readonly Finding[] {
  return caught.map(({ rule, line, what }) =>
    find(rule, { file, line, did: 'looked through the source', got: what, expected: 'nothing of the kind' }),
  );
}

async function typeFindings({ app, platform }: Subject): Promise<readonly Finding[]> {
  if (app.manifest.backend === 'none') return [];
  const { problems } = await refreshTypes(platform, { slugs: [app.slug], check: true });
  return problems.map(({ code, message, fix, file, line, pointer }) => {
    const seen = {
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...{ did: `./scalr types ${app.slug} --check`, got: message, expected: 'a client that is what the backend says' },
    };
    if (code === 'API_BREAKING') return find('breakingApi', seen);
    if (code === 'API_TYPES_STALE') return find('staleTypes', { ...seen, fix });
    return { ...find('staleTypes', { ...seen, fix, expected: pointer ?? 'a backend that loads' }), code };
  });
}
