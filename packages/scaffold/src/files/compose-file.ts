import { posix } from 'node:path';
import { isMap, isPair, isScalar, isSeq, parseDocument, type Scalar } from 'yaml';
import { type Change, UnfitFile } from '../facts.ts';
import { renamed } from './named-after.ts';

/** Keys whose values are paths from the folder of the compose file. */
const FROM_HERE = new Set(['context', 'env_file', 'path', 'file', 'source']);

/**
 * A docker-compose.yml in another folder, of another app: names that hold the slug, paths that lead out of the app's
 * folder or name it from the repository's root, and the ports of the manifest.
 */
export function composeFile(text: string, change: Change): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new UnfitFile('is no valid YAML');
  walk(document.contents, [], change);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function walk(node: unknown, keys: readonly string[], change: Change): void {
  if (isMap(node)) for (const pair of node.items) walk(pair, keys, change);
  else if (isSeq(node)) for (const item of node.items) walk(item, keys, change);
  else if (isPair(node)) {
    const key = isScalar(node.key) ? String(node.key.value) : '';
    if (isScalar(node.key) && typeof node.key.value === 'string') node.key.value = renamed(node.key.value, change);
    walk(node.value, [...keys, key], change);
  } else if (isScalar(node)) scalar(node, keys, change);
}

function scalar(node: Scalar, keys: readonly string[], change: Change): void {
  const { value } = node;
  if (typeof value === 'number') node.value = portOf(value, change);
  if (typeof value !== 'string') return;
  const key = keys.at(-1) ?? '';
  // The project's name is part of the names of its volumes.
  if (change.keepsData && (/DATABASE/.test(key) || (key === 'name' && keys.length === 1))) return;
  if (FROM_HERE.has(key) || (key === 'build' && keys.length === 3)) node.value = pathFromHere(value, change);
  else if (key === 'dockerfile') node.value = pathFromRoot(value, change);
  else if (key === 'volumes' && /^\.{1,2}(?:\/|:|$)/.test(value)) {
    const [host = '', ...rest] = value.split(':');
    node.value = [pathFromHere(host, change), ...rest].join(':');
  } else if (key === 'ports' || key === 'expose') {
    node.value = value.replace(/\d+/g, (port) => String(portOf(Number(port), change)));
  } else if (/(?:FOLDER|DIR|PATH)$/i.test(key)) node.value = pathFromRoot(value, change);
  else node.value = eachWord(value, change);
}

/** `..` of `template-app` is the repository, which is `../../..` of `apps/products/my-app`. */
function pathFromHere(path: string, { from, to }: Change): string {
  if (path.startsWith('/') || path.includes('$')) return path;
  const target = posix.join(from.folder, path);
  if (target === from.folder || target.startsWith(`${from.folder}/`)) return path;
  return posix.relative(to.folder, target) || '.';
}

function pathFromRoot(path: string, { from, to }: Change): string {
  if (path === from.folder) return to.folder;
  return path.startsWith(`${from.folder}/`) ? to.folder + path.slice(from.folder.length) : path;
}

function portOf(port: number, { from, to }: Change): number {
  for (const key of ['frontend', 'backend', 'db'] as const) {
    if (from.ports?.[key] === port) return to.ports?.[key] ?? port;
  }
  return port;
}

/** A connection string or a rule holds a name several times, each between other characters. */
function eachWord(value: string, change: Change): string {
  return value.replaceAll(/[\w-]+/g, (word) => renamed(word, change));
}
