import { relative } from 'node:path';
import type { Finding, Ground, Guard } from '../guard.ts';
import { findRuff } from '../ruff.ts';
import { brokenTool, runProgram } from '../tool.ts';

interface Violation {
  readonly filename: string;
  readonly code: string | null;
  readonly message: string;
  readonly location: { readonly row: number };
}

export const python: Guard = {
  name: 'python',
  asks: 'Python breaks no rule of Ruff and is formatted by it',
  look: async (ground) => {
    const ruff = await findRuff(ground);
    if (ruff === null) return { findings: [], skipped: 'ruff is not here: ./scalr test infra/python fetches it' };
    return { findings: [...(await violations(ground, ruff)), ...(await unformatted(ground, ruff))] };
  },
};

async function violations(ground: Ground, ruff: string): Promise<Finding[]> {
  return (await answerOf(ground, ruff, 'check')).map(({ filename, code, message, location }) => ({
    file: relative(ground.root, filename),
    line: location.row,
    what: code === null ? message : `${message} (${code})`,
    fix: './scalr fix, or as the message says',
  }));
}

async function unformatted(ground: Ground, ruff: string): Promise<Finding[]> {
  const found = await answerOf(ground, ruff, 'format', '--check');
  const paths = [...new Set(found.map(({ filename }) => relative(ground.root, filename)))];
  return paths.map((file) => ({ file, what: 'is formatted otherwise', fix: './scalr fix' }));
}

async function answerOf(ground: Ground, ruff: string, ...verb: string[]): Promise<readonly Violation[]> {
  const said = await runProgram(ground, ruff, ...verb, '--no-cache', '--output-format', 'json', '.');
  if (!said.stdout.startsWith('[')) throw brokenTool('ruff', said);
  return JSON.parse(said.stdout) as readonly Violation[];
}
