import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PythonDoc, readPythonDoc } from './python-doc.ts';
import { readStatements, type Statement, stringOf } from './python-statements.ts';

export interface PythonDeclaration {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'value';
  /** Lines beginning with `@`, above it. */
  readonly decorators: readonly string[];
  readonly statement: Statement;
  readonly doc: PythonDoc;
  readonly module: PythonModule;
}

export interface PythonModule {
  /** Relative to the folder of the package, without `.py`. */
  readonly name: string;
  readonly declarations: ReadonlyMap<string, PythonDeclaration>;
  /** By local name: the module it comes from, `.user` or `scalr_auth_client`. */
  readonly imports: ReadonlyMap<string, string>;
}

export interface PythonPackage {
  readonly name: string;
  readonly about: string;
  /** In the order of `__all__`: declared here, or taken from another package. */
  readonly names: readonly { readonly name: string; readonly from: PythonDeclaration | string }[];
  /** Where a name that a module uses is declared in this package; null: elsewhere. */
  find(module: PythonModule, name: string): Promise<PythonDeclaration | null>;
}

/** Reads a package by its `__init__.py`: what is in `__all__` is public, and everything else is not. */
export async function readPythonPackage(folder: string, name: string): Promise<PythonPackage> {
  const modules = new Map<string, Promise<PythonModule>>();
  const read = (module: string) => {
    const known = modules.get(module) ?? readModule(folder, module);
    modules.set(module, known);
    return known;
  };
  const find = async (module: PythonModule, wanted: string): Promise<PythonDeclaration | null> => {
    const own = module.declarations.get(wanted);
    const from = module.imports.get(wanted);
    if (own !== undefined || from?.startsWith('.') !== true) return own ?? null;
    return find(await read(from.slice(1)), wanted);
  };
  const init = await read('__init__');
  const all = init.declarations.get('__all__')?.statement.text ?? '';
  const names = await Promise.all(
    [...all.matchAll(/"(\w+)"/g)].map(async ([, one = '']) => {
      const from = (await find(init, one)) ?? init.imports.get(one);
      if (from === undefined) throw new Error(`${folder}: nothing declares ${one}, which is in __all__`);
      return { name: one, from };
    }),
  );
  const statements = readStatements(await readFile(join(folder, '__init__.py'), 'utf8'));
  return { name, about: readPythonDoc(stringOf(statements[0]) ?? '').about, names, find };
}

async function readModule(folder: string, name: string): Promise<PythonModule> {
  const statements = readStatements(await readFile(join(folder, `${name}.py`), 'utf8'));
  const declarations = new Map<string, PythonDeclaration>();
  const imports = new Map<string, string>();
  const module: PythonModule = { name, declarations, imports };
  const guarded = statements.filter(({ text }) => text === 'if TYPE_CHECKING:').flatMap(({ body }) => body);
  for (const { text } of [...statements, ...guarded]) {
    const [, from = '', names = ''] = /^from (\S+) import \(?([\s\S]*?)\)?$/.exec(text) ?? [];
    for (const one of names.split(',').map((part) => part.trim())) if (one !== '') imports.set(one, from);
  }
  let decorators: string[] = [];
  for (const [index, statement] of statements.entries()) {
    if (statement.text.startsWith('@')) {
      decorators.push(statement.text);
      continue;
    }
    const declared = declarationOf(statement, statements[index + 1]);
    if (declared !== null) declarations.set(declared.name, { ...declared, decorators, statement, module });
    decorators = [];
  }
  return module;
}

function declarationOf(
  statement: Statement,
  next: Statement | undefined,
): Pick<PythonDeclaration, 'name' | 'kind' | 'doc'> | null {
  const [, word, called] = /^(?:async )?(def|class) (\w+)/.exec(statement.text) ?? [];
  if (called !== undefined) {
    const doc = readPythonDoc(stringOf(statement.body[0]) ?? '');
    return { name: called, kind: word === 'def' ? 'function' : 'class', doc };
  }
  const [, value] = /^(\w+)(?:: [^=]+)? = /.exec(statement.text) ?? [];
  return value === undefined ? null : { name: value, kind: 'value', doc: readPythonDoc(stringOf(next) ?? '') };
}
