import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Declaration, type ModuleSource, type Node, readModule } from './module-source.ts';

/** Reads every module at most once. */
export type ModuleReader = (path: string) => Promise<ModuleSource>;

export function moduleReader(): ModuleReader {
  const read = new Map<string, Promise<ModuleSource>>();
  return (path) => {
    const known = read.get(path) ?? readModule(path);
    read.set(path, known);
    return known;
  };
}

/** What the module at `path` exports, in its order: names that it takes from others are looked up there. */
export async function exportsOf(read: ModuleReader, path: string): Promise<readonly Declaration[]> {
  const module = await read(path);
  const own = ownExports(module);
  const others = await Promise.all(
    module.reexports.map(({ name, exported, from }) =>
      declared(read, module, { name, from }).then((found) => {
        if (found === null) throw new Error(`${path} exports ${exported}, which ${from} does not declare`);
        return { ...found, name: exported };
      }),
    ),
  );
  return [...others, ...own];
}

const ownPackage = (from: string) => (from.startsWith('@scalr/') ? fileURLToPath(import.meta.resolve(from)) : null);

/** Where a name that a module takes from another one is declared. Null: in a package that is not ours. */
async function declared(
  read: ModuleReader,
  module: ModuleSource,
  { name, from }: { readonly name: string; readonly from: string },
): Promise<Declaration | null> {
  const path = from.startsWith('.') ? join(dirname(module.path), from) : ownPackage(from);
  if (path === null) return null;
  const other = await read(path);
  const further = other.reexports.find(({ exported }) => exported === name);
  if (further !== undefined) return declared(read, other, further);
  return other.declarations.get(name) ?? null;
}

function ownExports(module: ModuleSource): readonly Declaration[] {
  const exported = [
    ...module.text.matchAll(/^export (?:async |abstract |declare )*(?:function|const|class|interface|type) (\w+)/gm),
  ];
  return exported.flatMap(([, name = '']) => module.declarations.get(name) ?? []);
}

/**
 * Types that a declaration is made of and that its package gives no name to, so that a reader sees them nowhere else:
 * in the order they are met, and what they are made of in turn.
 */
export async function unnamedTypes(
  read: ModuleReader,
  { node, module, name }: Declaration,
  isNamed: (declaration: Declaration) => boolean,
): Promise<readonly Declaration[]> {
  const found = new Map<string, Declaration>();
  const follow = async (of: Node, within: ModuleSource): Promise<void> => {
    for (const used of typeNames(of)) {
      const from = within.imports.get(used);
      const other = from === undefined ? within.declarations.get(used) : await declared(read, within, from);
      if (other == null || other.name === name || found.has(other.name) || isNamed(other)) continue;
      if (other.node.type !== 'TSInterfaceDeclaration' && other.node.type !== 'TSTypeAliasDeclaration') continue;
      found.set(other.name, other);
      await follow(other.node, other.module);
    }
  };
  await follow(node, module);
  return [...found.values()];
}

/** Names of types in what is shown of a declaration: bodies of functions are not. */
function typeNames(node: Node): readonly string[] {
  const names: string[] = [];
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const one of value) visit(one, key);
    if (typeof value !== 'object' || value === null || !('type' in value)) return;
    const one = value as Node;
    if (one.type === 'BlockStatement' || (key === 'body' && /Expression$|Literal$/.test(one.type))) return;
    if (one.type === 'TSTypeReference' && (one.typeName as Node).type === 'Identifier')
      names.push(String((one.typeName as Node).name));
    if (one.type === 'TSInterfaceHeritage') names.push(String((one.expression as Node).name));
    for (const [name, inner] of Object.entries(one)) if (name !== 'parent') visit(inner, name);
  };
  visit(node, '');
  return [...new Set(names)];
}
