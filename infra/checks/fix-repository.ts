import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileSet } from '@scalr/fileset';
import { generateAll } from '../generators/index.ts';
import { openGround } from './ground.ts';
import type { Ground, Guard } from './guard.ts';
import { formatting } from './guards/formatting.ts';
import { generatedFiles } from './guards/generated-files.ts';
import { lint } from './guards/lint.ts';
import { python } from './guards/python.ts';
import { keepEdits } from './kept-edits.ts';
import { findRuff } from './ruff.ts';
import { type GuardOptions, type GuardReport, printReports, runGuards } from './run-guards.ts';
import { runProgram, runTool } from './tool.ts';

interface Step {
  readonly what: string;
  mend(ground: Ground): Promise<unknown>;
}

/** One after the other, because they change the same files; the formatter is last of those that change sources. */
const STEPS: readonly Step[] = [
  { what: 'lint: oxlint --fix', mend: (ground) => runTool(ground, 'oxlint', '--fix') },
  { what: 'Python: ruff', mend: ruff },
  { what: 'format: biome check --write', mend: (ground) => runTool(ground, 'biome', 'check', '--write', '.') },
  { what: 'generated files', mend: async ({ root }) => writeFileSet(root, await generateAll()) },
];

/** Those that look at what the steps mend. */
const AFTERWARDS: readonly Guard[] = [lint, formatting, generatedFiles, python];

export interface FixOptions extends Omit<GuardOptions, 'guards'> {
  /** Left out: all. */
  readonly steps?: readonly Step[];
  readonly afterwards?: readonly Guard[];
}

/**
 * `./scalr fix`: mends what can be mended, says what changed and what is left. Only files of the repository are written,
 * and what was in no commit yet is first copied to `.scalr/fix`, so that nothing is lost that git does not have.
 */
export async function fixRepository({ root, env, log, steps = STEPS, afterwards = AFTERWARDS }: FixOptions) {
  const ground = await openGround(root, env);
  const before = new Map(ground.files.map(({ path, text }) => [path, text]));
  const edits = await keepEdits(ground);
  for (const { what, mend } of steps) {
    log(`${what} ...`);
    // A step that cannot be done is no reason to leave the others; the guards afterwards say what is left.
    await mend(ground).catch((error: unknown) => log(String(error)));
  }
  const changed: string[] = [];
  for (const { path } of (await openGround(root, env)).files)
    if ((await readFile(join(root, path), 'utf8')) !== before.get(path)) changed.push(path);
  const kept = await edits.keepOnly(changed);
  const reports = await runGuards({ root, env, log, guards: afterwards });
  const left = reports.filter(({ state }) => state === 'failed');
  return { data: { changed, kept, left }, text: printFix(changed, kept, left), good: left.length === 0 };
}

async function ruff(ground: Ground): Promise<void> {
  const program = await findRuff(ground);
  // What is left says that it is not here.
  if (program === null) return;
  await runProgram(ground, program, 'check', '--no-cache', '--fix', '--quiet', '.');
  await runProgram(ground, program, 'format', '--no-cache', '--quiet', '.');
}

function printFix(changed: readonly string[], kept: string | null, left: readonly GuardReport[]): string {
  const lines =
    changed.length === 0 ? ['Nothing had to be changed.'] : ['Changed:', ...changed.map((path) => `  ${path}`)];
  if (kept !== null) lines.push(`As they were, where they were in no commit: ${kept}`);
  return left.length === 0 ? lines.join('\n') : [...lines, '', 'Left to you:', printReports(left)].join('\n');
}
