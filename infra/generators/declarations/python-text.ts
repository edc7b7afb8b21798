import { readPythonDoc } from './python-doc.ts';
import type { PythonDeclaration, PythonPackage } from './python-package.ts';
import { type Statement, stringOf } from './python-statements.ts';

/** A declaration as a reader needs it: decorators that matter, signature, public members. No bodies. */
export function pythonText({ kind, decorators, statement }: PythonDeclaration): string {
  switch (kind) {
    case 'function':
      return header(statement);
    case 'value':
      return statement.text;
    case 'class':
      return [...decorators, `${header(statement)}:`, ...members(statement).map(indented)].join('\n');
  }
}

/** What is said of parameters: by the docstring of a function, or of the `__init__` of a class. */
export function pythonParams({ kind, statement, doc }: PythonDeclaration): ReadonlyMap<string, string> {
  if (kind !== 'class') return doc.params;
  const init = statement.body.find(({ text }) => text.startsWith('def __init__'));
  return readPythonDoc(stringOf(init?.body[0]) ?? '').params;
}

export interface PythonMethod {
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  readonly about: string;
}

/** Methods of a class that a docstring says more of than a comment can. */
export function pythonMethods({ kind, statement }: PythonDeclaration): readonly PythonMethod[] {
  if (kind !== 'class') return [];
  return statement.body.flatMap((member) => {
    const [, name] = /^(?:async )?def ([a-z]\w*)/.exec(member.text) ?? [];
    const said = stringOf(member.body[0]);
    return name === undefined || said === null ? [] : [{ name, ...readPythonDoc(said) }];
  });
}

const indented = (text: string) => text.replace(/^(?=.)/gm, '    ');

/** Up to the colon that opens the body. */
function header({ text }: Statement): string {
  return text.replace(/:(?: \.\.\.)?$/, '');
}

/** A field may be declared, and set by `__init__` as well. */
const FIELD = /^\w+: [^=]*$/;

function members(declared: Statement): readonly string[] {
  const shown: string[] = [];
  let decorators: string[] = [];
  for (const [index, member] of declared.body.entries()) {
    const { text } = member;
    if (text.startsWith('@')) {
      decorators.push(text);
      continue;
    }
    const [, name] = /^(?:async )?def (\w+)/.exec(text) ?? [];
    const [, field] = /^(\w+): /.exec(text) ?? [];
    if (name === '__init__') shown.push(...attributes(member), `${header(member)}: ...`);
    else if (name !== undefined && (!name.startsWith('_') || name === '__call__'))
      shown.push(...above(stringOf(member.body[0])), ...decorators, `${header(member)}: ...`);
    else if (field !== undefined && !field.startsWith('_'))
      shown.push(...above(stringOf(declared.body[index + 1])), text);
    decorators = [];
  }
  const once = shown.filter((line, index) => !FIELD.test(line) || shown.indexOf(line) === index);
  return once.length > 0 ? once : ['...'];
}

/** The first sentence of a docstring, as a comment above what it speaks of. */
function above(said: string | null): readonly string[] {
  if (said === null) return [];
  const [first = ''] = readPythonDoc(said).about.split('\n\n');
  return [`# ${first.replaceAll('\n', '\n# ')}`];
}

/** What an instance shows: `self.status = status` in its `__init__`, by the type of the parameter. */
function attributes(init: Statement): readonly string[] {
  const types = parameterTypes(init.text);
  return init.body.flatMap(({ text }, index) => {
    const [, name, type, value] = /^self\.([a-z]\w*)(?:: ([^=]+?))? = (\w+)?/.exec(text) ?? [];
    if (name === undefined) return [];
    const known = type ?? types.get(value ?? '') ?? types.get(name);
    return [...above(stringOf(init.body[index + 1])), known === undefined ? name : `${name}: ${known}`];
  });
}

/** By the name of the parameter; without the default. */
function parameterTypes(header: string): ReadonlyMap<string, string> {
  const inside = header.slice(header.indexOf('(') + 1, header.lastIndexOf(')'));
  const types = new Map<string, string>();
  let depth = 0;
  let parameter = '';
  for (const sign of `${inside},`) {
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
    if (sign === ',' && depth === 0) {
      const [, name, type] = /^\s*(\w+): ([\s\S]+?)(?: = [\s\S]*)?$/.exec(parameter) ?? [];
      if (name !== undefined && type !== undefined) types.set(name, type);
      parameter = '';
    } else parameter += sign;
  }
  return types;
}

/** Types that a declaration shows and that its package does not export, and what these show in turn. */
export async function unnamedPythonTypes(
  { find }: PythonPackage,
  declaration: PythonDeclaration,
  isNamed: (name: string) => boolean,
): Promise<readonly PythonDeclaration[]> {
  const found = new Map<string, PythonDeclaration>();
  const follow = async (of: PythonDeclaration): Promise<void> => {
    const shown = pythonText(of).replace(/"[^"\n]*"|#.*/g, '');
    for (const name of new Set(shown.match(/(?<![\w.])[A-Z]\w*/g))) {
      if (found.has(name) || isNamed(name)) continue;
      const other = await find(of.module, name);
      if (other === null || other.kind === 'function' || other === declaration) continue;
      found.set(name, other);
      await follow(other);
    }
  };
  await follow(declaration);
  return [...found.values()];
}
