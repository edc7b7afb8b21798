import type { Declaration, Node } from './module-source.ts';

export type Kind = 'function' | 'class' | 'interface' | 'type' | 'const';

/** Lines of a table or a literal that are shown; longer ones say more in their sources. */
const LONGEST = 14;

export function kindOf({ node }: Declaration): Kind {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return 'function';
    case 'ClassDeclaration':
      return 'class';
    case 'TSInterfaceDeclaration':
      return 'interface';
    case 'TSTypeAliasDeclaration':
      return 'type';
    default:
      return isFunction(node.init) ? 'function' : 'const';
  }
}

/** A declaration as a reader needs it: what it takes, gives and is made of, with its comments and without bodies. */
export function declarationText(declaration: Declaration): string {
  const { node, module, name } = declaration;
  const { text } = module;
  switch (kindOf(declaration)) {
    case 'function': {
      const head = isFunction(node.init) ? node.init : node;
      return `function ${name}${signatureOf(head, text)}`;
    }
    case 'class':
      return classText(declaration);
    case 'const':
      return constText(declaration);
    default:
      return withWords(text.slice(node.start, node.end).replace(/;$/, ''), text);
  }
}

const isFunction = (node: unknown): node is Node =>
  /^(?:ArrowFunctionExpression|FunctionExpression)$/.test((node as Node | null | undefined)?.type ?? '');

/** Type parameters, parameters and what is returned. */
function signatureOf(node: Node, text: string): string {
  const types = slice(node.typeParameters, text);
  const params = node.params as readonly Node[];
  const [first, last] = [params[0], params.at(-1)];
  const inside = first === undefined || last === undefined ? '' : text.slice(first.start, last.end);
  const isLong = inside.includes('\n') && params.length > 1;
  const listed = isLong ? `(\n${indented(inside)},\n)` : `(${inside})`;
  return `${types}${listed}${slice(node.returnType, text)}`;
}

function indented(inside: string): string {
  const lines = inside.split('\n');
  return [`  ${lines[0]!.trimStart()}`, ...lines.slice(1)].join('\n').replace(/,$/, '');
}

const slice = (node: unknown, text: string) =>
  node === null || node === undefined ? '' : text.slice((node as Node).start, (node as Node).end);

function classText({ node, module: { text, docAbove } }: Declaration): string {
  const body = node.body as Node;
  const members = (body.body as readonly Node[]).flatMap((member) => {
    const key = slice(member.key, text);
    if (key.startsWith('#') || member.accessibility === 'private' || member.override === true) return [];
    const value = member.value as Node | null | undefined;
    const isMethod = member.type === 'MethodDefinition';
    const end = isMethod ? ((value?.body as Node | null)?.start ?? member.end) : member.end;
    const declared = text.slice(docAbove(member.start).start, end).trimEnd();
    return [`  ${isMethod ? `${declared};` : declared.replace(/;?$/, ';')}`];
  });
  return `${text.slice(node.start, body.start).trimEnd()} {\n${members.join('\n')}\n}`;
}

function constText({ node, name, module: { text } }: Declaration): string {
  const annotation = (node.id as Node).typeAnnotation;
  if (annotation) return `const ${name}${slice(annotation, text)}`;
  const value = slice(node.init, text);
  if (value.split('\n').length <= LONGEST) return `const ${name} = ${value}`;
  const [, opens = ''] = /^([\w.]*\(?[{[])/.exec(value) ?? [];
  const [closes = ''] = /[}\]]\)?(?: as const)?$/.exec(value) ?? [];
  return `const ${name} = ${opens} … ${closes}`;
}

/** `keyof typeof TONES` says nothing to whoever does not see the table: its keys do. */
function withWords(declared: string, text: string): string {
  return declared.replace(/keyof typeof (\w+)/g, (said, table: string) => {
    const body = new RegExp(`^const ${table} = \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(text)?.[1];
    const keys = [...(body ?? '').matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, key]) => `'${key}'`);
    return keys.length === 0 ? said : keys.join(' | ');
  });
}
