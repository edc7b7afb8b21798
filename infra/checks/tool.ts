import { delimiter, dirname, join } from 'node:path';
import { type CommandResult, run } from '@scalr/process';
import type { Ground } from './guard.ts';
import { ROOT } from './source-files.ts';

/** Only for what hangs: on a loaded machine a compiler takes minutes. */
const LIMIT_MS = 300_000;

const PROGRAMS = join(ROOT, 'node_modules/.bin');

/** Runs a program of this checkout's `node_modules` in the repository that is looked at. */
export function runTool(ground: Ground, name: string, ...args: string[]): Promise<CommandResult> {
  // They begin with the first node on PATH, which may be older than the one that runs this. And one finds another there
  // where that is in no folder above: oxlint its engine for types.
  const path = [PROGRAMS, dirname(process.execPath), ground.env.PATH].filter((part) => part !== undefined);
  return runProgram({ ...ground, env: { ...ground.env, PATH: path.join(delimiter) } }, join(PROGRAMS, name), ...args);
}

export function runProgram({ root, env }: Ground, program: string, ...args: string[]): Promise<CommandResult> {
  return run([program, ...args], { cwd: root, env: { ...env, NO_COLOR: '1' }, timeoutMs: LIMIT_MS });
}

/** What a tool said that did not answer as it should: more than a few lines tell nothing more. */
export function brokenTool(name: string, { code, stdout, stderr }: CommandResult): Error {
  const said = `${stderr}\n${stdout}`.trim().split('\n').slice(-20).join('\n');
  return new Error(`${name} ended with ${code} and without an answer\n${said}`);
}
