import { isBuiltin } from 'node:module';
import { forbiddenImports } from '../direction.ts';
import type { Finding, Guard } from '../guard.ts';
import { declaredFor, importsOf, packageNameOf } from '../imports.ts';
import { COMES_WITH, PROCESS_EDGES } from '../layers.ts';
import { isProduct, type SourceFile } from '../source-files.ts';

export const importDirection: Guard = {
  name: 'imports',
  asks: 'imports go one way, are declared, and only one package does what is dangerous',
  look: ({ root, files }) => {
    const product = files.filter(isProduct);
    return {
      findings: [
        ...forbiddenImports(product).map((what) => ({ what, fix: 'ask through a port: infra/checks/layers.ts' })),
        ...undeclared(root, product),
        ...product.flatMap(onlyElsewhere),
      ],
    };
  },
};

/** A package of npm that is there by luck, because somebody else declared it. */
function undeclared(root: string, files: readonly SourceFile[]): Finding[] {
  return files.flatMap(({ path, text }) => {
    const declared = declaredFor(root, path);
    const missing = importsOf(text)
      .map(({ specifier }) => specifier)
      .filter((specifier) => !/^[./#]|^(?:virtual|astro):|^@scalr\//.test(specifier) && !isBuiltin(specifier))
      .map(packageNameOf)
      .filter((name) => !declared.has(name) && !declared.has(COMES_WITH[name] ?? name));
    return [...new Set(missing)].map((name) => ({
      file: path,
      what: `imports ${name}, which its package does not declare`,
      fix: `add ${name} to the dependencies of its package.json`,
    }));
  });
}

const ENVIRONMENT = /\bprocess\.env\b|\bfrom\s+'node:process'/;

/** What exactly one place of the code may do. */
function onlyElsewhere({ path, text }: SourceFile): Finding[] {
  const found: Finding[] = [];
  const imports = importsOf(text);
  const spawns = imports.some(
    ({ specifier, typeOnly }) => !typeOnly && /^(?:node:)?(?:child_process|cluster)$/.test(specifier),
  );
  if (spawns && !path.startsWith('packages/process/'))
    found.push({ file: path, what: 'starts programs', fix: 'use @scalr/process' });
  const edge = PROCESS_EDGES.includes(path) || /\/(?:settings|main)\.ts$/.test(path);
  if (!edge && !path.startsWith('packages/workspace/') && ENVIRONMENT.test(withoutComments(text)))
    found.push({ file: path, what: 'reads the environment', fix: 'take it as an argument; settings.ts reads it once' });
  // An app's client is generated: its api.ts says whose it is, and nothing else.
  if (!path.endsWith('/frontend/src/api.ts') && /^\s*export\s+\*/m.test(text))
    found.push({ file: path, what: 'exports everything of another file', fix: 'name what is given' });
  return found;
}

const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
