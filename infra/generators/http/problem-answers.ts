import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseSync } from 'rolldown/experimental';
import type { Node } from '../declarations/module-source.ts';
import { PROBLEM_FIXES } from './problem-fixes.ts';

/** What a backend answers by itself when something is wrong. */
export interface ProblemAnswer {
  readonly code: string;
  /** Ascending. */
  readonly statuses: readonly number[];
  /** What happened, as the answer says it. */
  readonly details: readonly string[];
  readonly fix: string;
}

const FOLDER = resolve(import.meta.dirname, '../../../packages/app-server/src');

/**
 * Every problem of `@scalr/app-server`, out of its sources: `new HttpProblem(status, code, detail)` and the tables it is
 * made from. Those of tokens are in a catalogue of their own.
 * @throws Error where nobody says what helps
 */
export async function problemAnswers(): Promise<readonly ProblemAnswer[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.ts')).sort();
  const found = await Promise.all(names.map(async (name) => inFile(name, await readFile(join(FOLDER, name), 'utf8'))));
  const byCode = Map.groupBy(found.flat(), ({ code }) => code);
  return [...byCode]
    .map(([code, said]) => {
      const fix = said.find((one) => one.fix !== null)?.fix ?? PROBLEM_FIXES[code];
      if (fix === undefined) throw new Error(`infra/generators/http/problem-fixes.ts says no fix of ${code}`);
      const statuses = [...new Set(said.flatMap((one) => one.statuses))].sort((a, b) => a - b);
      return { code, statuses, details: distinct(said.map(({ detail }) => detail)), fix };
    })
    .sort((a, b) => (a.statuses[0] ?? 0) - (b.statuses[0] ?? 0) || (a.code < b.code ? -1 : 1));
}

interface Said {
  readonly code: string;
  readonly statuses: readonly number[];
  readonly detail: string;
  readonly fix: string | null;
}

function inFile(name: string, text: string): readonly Said[] {
  const { program } = parseSync(name, text);
  const variables = new Map<string, Node>();
  const functions: Node[] = [];
  const found: Said[] = [];
  const take = (status: unknown, code: unknown, detail: unknown, options: unknown) => {
    const [known, words] = [wordOf(code), wordOf(detail) ?? parameterOf(detail, functions)];
    if (known === null || words === null || !/^[A-Z][A-Z0-9_]+$/.test(known)) return;
    found.push({ code: known, statuses: statusesOf(status, variables), detail: words, fix: fixOf(options, variables) });
  };
  visit(program, (node) => {
    if (node.type === 'VariableDeclarator' && node.init)
      variables.set(String((node.id as Node).name), node.init as Node);
    if (node.type === 'FunctionDeclaration') functions.push(node);
  });
  visit(program, (node) => {
    const parts = (node.arguments ?? node.elements) as readonly unknown[] | undefined;
    if (node.type === 'NewExpression' && (node.callee as Node).name === 'HttpProblem')
      take(parts?.[0], parts?.[1], parts?.[2], parts?.[3]);
    else if (node.type === 'ArrayExpression' && statusesOf(parts?.[0], variables).length === 1)
      take(parts?.[0], parts?.[1], parts?.[2], undefined);
    else if (node.type === 'Property' && (node.value as Node).type === 'ArrayExpression') {
      const [code, detail] = (node.value as Node).elements as readonly unknown[];
      if (statusesOf(node.key, variables).length === 1) take(node.key, code, detail, undefined);
    }
  });
  return found;
}

/** One that is filled in stands for those that it could be. */
function distinct(details: readonly string[]): readonly string[] {
  const patterns = details
    .filter((detail) => detail.includes('<'))
    .map((detail) => new RegExp(`^${detail.replace(/[.?*+]/g, '\\$&').replace(/<\w+>/g, '\\w+')}$`));
  const isFilled = (detail: string) => !detail.includes('<') && patterns.some((pattern) => pattern.test(detail));
  return [...new Set(details)].filter((detail) => !isFilled(detail));
}

/** A number, or what a variable may be: `const status = isLong ? 431 : 400`. */
function statusesOf(value: unknown, variables: ReadonlyMap<string, Node>): readonly number[] {
  const node = value as Node | undefined | null;
  const of = node?.type === 'Identifier' ? variables.get(String(node.name)) : node;
  if (of === undefined || of === null) return [];
  const numbers: number[] = [];
  if (of.type === 'Literal' || of.type === 'ConditionalExpression') {
    visit(of, (one) => {
      if (one.type === 'Literal' && typeof one.value === 'number') numbers.push(one.value);
    });
  }
  return numbers.filter((number) => number >= 400 && number <= 599);
}

function fixOf(options: unknown, variables: ReadonlyMap<string, Node>): string | null {
  const node = options as Node | undefined;
  const of = node?.type === 'Identifier' ? variables.get(String(node.name)) : node;
  const properties = (of?.properties ?? []) as readonly Node[];
  const fix = properties.find(({ key }) => (key as Node | undefined)?.name === 'fix');
  return wordOf(fix?.value);
}

/** What a parameter is by default; otherwise its name stands for it. */
function parameterOf(value: unknown, functions: readonly Node[]): string | null {
  const node = value as Node | undefined;
  if (node?.type !== 'Identifier') return null;
  const around = functions.findLast(({ start, end }) => start < node.start && node.end < end);
  const params = (around?.params ?? []) as readonly Node[];
  const given = params.find(({ type, left }) => type === 'AssignmentPattern' && (left as Node).name === node.name);
  return wordOf(given?.right) ?? `<${String(node.name)}>`;
}

/** A text; what is filled in by its name in angle brackets. */
function wordOf(value: unknown): string | null {
  const node = value as Node | undefined | null;
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type !== 'TemplateLiteral') return null;
  const texts = (node.quasis as readonly Node[]).map((part) => String((part.value as { cooked: string }).cooked));
  const names = (node.expressions as readonly Node[]).map((part) => `<${String(part.name ?? 'count')}>`);
  return texts.map((text, index) => text + (names[index] ?? '')).join('');
}

function visit(value: unknown, on: (node: Node) => void): void {
  if (Array.isArray(value)) for (const one of value) visit(one, on);
  if (typeof value !== 'object' || value === null || !('type' in value)) return;
  on(value as Node);
  for (const inner of Object.values(value)) visit(inner, on);
}
