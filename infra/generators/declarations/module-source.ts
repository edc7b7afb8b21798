import { readFile } from 'node:fs/promises';
import { parseSync } from 'rolldown/experimental';
import { type DocComment, NO_COMMENT, readDocComment } from './doc-comment.ts';

/** A node of the syntax tree (ESTree, with types of TypeScript). */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A declaration at the top level of a module. */
export interface Declaration {
  readonly name: string;
  /** Without `export`; of a constant its declarator. */
  readonly node: Node;
  readonly doc: DocComment;
  readonly module: ModuleSource;
}

/** One TypeScript file: what it declares, and where its other names come from. */
export interface ModuleSource {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** By local name. */
  readonly imports: ReadonlyMap<string, { readonly name: string; readonly from: string }>;
  /** What it exports that others declare, in its order. */
  readonly reexports: readonly { readonly name: string; readonly exported: string; readonly from: string }[];
  /** The comment that ends where a node begins, nothing but blanks between. */
  docAbove(start: number): { readonly doc: DocComment; readonly start: number };
}

export async function readModule(path: string): Promise<ModuleSource> {
  const text = await readFile(path, 'utf8');
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be read: ${errors[0]?.message}`);
  const declarations = new Map<string, Declaration>();
  const imports = new Map<string, { name: string; from: string }>();
  const reexports: { name: string; exported: string; from: string }[] = [];
  const docAbove = (start: number) => {
    const found = comments.find(
      ({ type, value, end }) =>
        type === 'Block' && value.startsWith('*') && end <= start && /^\s*$/.test(text.slice(end, start)),
    );
    return found === undefined
      ? { doc: NO_COMMENT, start }
      : { doc: readDocComment(found.value.slice(1)), start: found.start };
  };
  const module: ModuleSource = { path, text, declarations, imports, reexports, docAbove };
  for (const statement of program.body as unknown as readonly Node[]) {
    if (statement.type === 'ImportDeclaration') {
      for (const { local, imported } of statement.specifiers as readonly Node[])
        if (imported) imports.set(named(local), { name: named(imported), from: sourceOf(statement) });
    } else if (statement.type === 'ExportNamedDeclaration' && statement.source) {
      for (const { local, exported } of statement.specifiers as readonly Node[])
        reexports.push({ name: named(local), exported: named(exported), from: sourceOf(statement) });
    } else {
      const node = (statement.declaration ?? statement) as Node;
      const { doc } = docAbove(statement.start);
      const named = node.type === 'VariableDeclaration' ? (node.declarations as readonly Node[]) : [node];
      for (const one of named) {
        const id = one.id as Node | null | undefined;
        if (typeof id?.name === 'string') declarations.set(id.name, { name: id.name, node: one, doc, module });
      }
    }
  }
  return module;
}

const named = (node: unknown) => String((node as Node).name ?? (node as Node).value);
const sourceOf = (statement: Node) => String((statement.source as Node).value);
