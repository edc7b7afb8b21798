import type { Problem } from '@scalr/errors';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import { manifestErrors } from './errors.ts';
import { hiddenCharacters } from './hidden-characters.ts';

/** Ten times the largest sensible manifest. Anything above is refused unread. */
export const MANIFEST_SIZE_LIMIT = 64 * 1024;
const DEPTH_LIMIT = 32;

export interface YamlText {
  /** Plain data; objects have no prototype, so that no key can mean more than itself. */
  readonly value: unknown;
  /** 1-based line of each key and list item, by JSON pointer. */
  readonly lines: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

/** Reads the plain part of YAML 1.2: one document, values where they stand, no tags, aliases, merges or directives. */
export function readYaml(text: string, file: string): YamlText {
  const problems: Problem[] = [];
  const lines = new Map<string, number>();
  const counter = new LineCounter();
  const nothing = { value: undefined, lines, problems };

  for (const { line, character } of hiddenCharacters(text)) {
    problems.push(manifestErrors.problem('hiddenCharacter', { character }, { file, line }));
  }
  if (problems.length > 0) return nothing;
  const directive = text.split('\n').findIndex((line) => line.startsWith('%'));
  if (directive !== -1) {
    problems.push(manifestErrors.problem('yamlDirective', {}, { file, line: directive + 1 }));
    return nothing;
  }

  const documents = parseAllDocuments(text, { lineCounter: counter, logLevel: 'silent', uniqueKeys: false });
  const lineAt = (offset: number) => counter.linePos(offset).line;
  const [document, second] = [...documents];
  if (document === undefined) return nothing;
  if (second !== undefined) {
    const line = lineAt(second.range[0]);
    problems.push(manifestErrors.problem('yamlDocuments', { count: documents.length }, { file, line }));
    return nothing;
  }
  for (const error of document.errors) {
    const reason =
      error.code === 'RESOURCE_EXHAUSTION'
        ? 'it is nested too deeply'
        : error.message.split(/ at line \d+, column|\n/, 1)[0]!.replace(/[.:]$/, '');
    problems.push(manifestErrors.problem('syntax', { reason }, { file, line: lineAt(error.pos[0]) }));
  }
  if (problems.length > 0) return nothing;

  const plain = (node: unknown, pointer: string, depth: number): unknown => {
    const range = (node as { range?: readonly number[] } | null)?.range;
    const place = { file, line: lineAt(range?.[0] ?? 0), ...(pointer ? { pointer } : {}) };
    if (depth > DEPTH_LIMIT) {
      problems.push(manifestErrors.problem('syntax', { reason: 'it is nested too deeply' }, place));
      return undefined;
    }
    if (isAlias(node)) {
      problems.push(manifestErrors.problem('yamlAlias', { seen: `*${node.source}` }, place));
      return undefined;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
    if (node.anchor !== undefined) {
      problems.push(manifestErrors.problem('yamlAlias', { seen: `&${node.anchor}` }, place));
    }
    if (node.tag !== undefined) {
      problems.push(manifestErrors.problem('yamlTag', { seen: printable(node.tag) }, place));
    }
    if (isScalar(node)) return node.value;
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        const itemPointer = `${pointer}/${index}`;
        const offset = (item as { range?: readonly number[] } | null)?.range?.[0];
        if (offset !== undefined) lines.set(itemPointer, lineAt(offset));
        return plain(item, itemPointer, depth + 1);
      });
    }
    const object: Record<string, unknown> = Object.create(null);
    for (const { key, value } of node.items) {
      const line = lineAt((key as { range?: readonly number[] } | null)?.range?.[0] ?? node.range?.[0] ?? 0);
      if (!isScalar(key) || key.anchor !== undefined || key.tag !== undefined) {
        problems.push(manifestErrors.problem('syntax', { reason: 'a key must be a plain word' }, { file, line }));
        continue;
      }
      const name = String(key.value);
      const keyPointer = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (name === '<<') problems.push(manifestErrors.problem('yamlMerge', {}, { file, line, pointer: keyPointer }));
      else if (name in object) {
        problems.push(manifestErrors.problem('duplicateKey', {}, { file, line, pointer: keyPointer }));
      } else {
        lines.set(keyPointer, line);
        object[name] = plain(value, keyPointer, depth + 1);
      }
    }
    return object;
  };
  return { value: plain(document.contents, '', 0), lines, problems };
}

const printable = (tag: string) => (tag.length > 40 ? `${tag.slice(0, 40)}…` : tag);
