import { parseSync } from 'rolldown/experimental';

/** What a source file must not do, by the name of its rule, with the line and what stands there. */
export interface Caught {
  readonly rule: 'browserStorage' | 'ownSignIn' | 'rawFetch' | 'outsideAsset' | 'rawHtml';
  readonly line: number;
  readonly what: string;
}

export interface SourceFacts {
  readonly imports: readonly { readonly specifier: string; readonly line: number }[];
  readonly caught: readonly Caught[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

const STORAGE = new Set(['localStorage', 'sessionStorage', 'indexedDB']);
const REQUESTS = new Set(['XMLHttpRequest', 'WebSocket', 'EventSource']);
const HTML = new Set(['innerHTML', 'outerHTML', 'insertAdjacentHTML']);
const LOADS = new Set(['img', 'script', 'link', 'iframe', 'source', 'video', 'audio', 'embed', 'object']);
const TOKEN_WORDS = /^(?:authorization|access_token|refresh_token|id_token)$|^Bearer\b/i;
const OUTSIDE = /^(?:https?:)?\/\//i;

/** Looks through one TypeScript file by its syntax tree, so that words in comments and texts are not mistaken for code. */
export function sourceFacts(path: string, text: string, half: 'frontend' | 'backend'): SourceFacts {
  const { program } = parseSync(path, text);
  const starts = lineStarts(text);
  const lineAt = (offset: number) => {
    const next = starts.findIndex((start) => start > offset);
    return next === -1 ? starts.length : next;
  };
  const imports: { specifier: string; line: number }[] = [];
  const caught: Caught[] = [];
  visit(program as unknown as Node, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== null) imports.push({ specifier, line: lineAt(node.start) });
    const found = half === 'frontend' ? (anywhere(node) ?? inFrontend(node)) : anywhere(node);
    if (found !== null) caught.push({ ...found, line: lineAt(node.start) });
  });
  return { imports, caught };
}

type Found = Pick<Caught, 'rule' | 'what'> | null;

function anywhere(node: Node): Found {
  const name = calleeName(node);
  if (name === 'eval' || (name === 'Function' && node.type === 'NewExpression')) return { rule: 'rawHtml', what: name };
  if (node.type === 'Literal' && typeof node.value === 'string' && TOKEN_WORDS.test(node.value)) {
    return { rule: 'ownSignIn', what: JSON.stringify(node.value) };
  }
  return null;
}

function inFrontend(node: Node): Found {
  const name = calleeName(node);
  if (name === 'fetch' && node.type === 'CallExpression') return { rule: 'rawFetch', what: 'fetch()' };
  if (node.type === 'NewExpression' && name !== null && REQUESTS.has(name)) return { rule: 'rawFetch', what: name };
  if (node.type === 'Identifier' && STORAGE.has(String(node.name))) {
    return { rule: 'browserStorage', what: String(node.name) };
  }
  if (node.type === 'MemberExpression') {
    const property = nameOf(node.property);
    if (property !== null && HTML.has(property)) return { rule: 'rawHtml', what: property };
    if (nameOf(node.object) === 'document' && property === 'cookie') {
      return { rule: 'browserStorage', what: 'document.cookie' };
    }
    if (nameOf(node.object) === 'document' && property === 'write') return { rule: 'rawHtml', what: 'document.write' };
    if (nameOf(node.object) === 'navigator' && property === 'sendBeacon')
      return { rule: 'rawFetch', what: 'sendBeacon' };
  }
  return node.type === 'JSXOpeningElement' ? inElement(node) : null;
}

function inElement(node: Node): Found {
  const element = nameOf(node.name) ?? '';
  for (const attribute of (node.attributes as readonly Node[]).filter(({ type }) => type === 'JSXAttribute')) {
    const name = nameOf(attribute.name);
    const value = (attribute.value as Node | null)?.value;
    if (name === 'dangerouslySetInnerHTML') return { rule: 'rawHtml', what: name };
    const loads =
      LOADS.has(element) && (name === 'src' || name === 'srcSet' || (element === 'link' && name === 'href'));
    if (loads && typeof value === 'string' && OUTSIDE.test(value)) return { rule: 'outsideAsset', what: value };
    if (element === 'input' && name === 'type' && value === 'password') {
      return { rule: 'ownSignIn', what: '<input type="password">' };
    }
  }
  return null;
}

function specifierOf(node: Node): string | null {
  const isImport = ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression'];
  if (!isImport.includes(node.type)) return null;
  const value = (node.source as Node | null)?.value;
  return typeof value === 'string' ? value : null;
}

function calleeName(node: Node): string | null {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return null;
  const callee = node.callee as Node;
  const isGlobal =
    callee.type === 'MemberExpression' && ['window', 'globalThis', 'self'].includes(nameOf(callee.object) ?? '');
  return nameOf(isGlobal ? callee.property : callee);
}

function nameOf(node: unknown): string | null {
  const { type, name } = (node ?? {}) as Partial<Node>;
  return (type === 'Identifier' || type === 'JSXIdentifier') && typeof name === 'string' ? name : null;
}

function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof (child as Node).type === 'string')
        visit(child as Node, look);
    }
  }
}

/** Offset at which each line begins. */
function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}
