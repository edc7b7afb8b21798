import { run } from '@scalr/process';
import { isAnswer, type RunnableBlock } from './runnable-blocks.ts';

export interface ShellGround {
  /** Where the reader would be: at the top of a checkout. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 240_000;

/** Runs a block as a reader does who pastes it. Null: it did what the page says; else what went wrong, and where. */
export async function runBlock(block: RunnableBlock, { root, env }: ShellGround): Promise<string | null> {
  const { path, line, exit, script, answer } = block;
  // The trap is the first line of the script, so its second one is the block's first.
  const trap = `trap 'echo "failed: ${path}:$((LINENO + ${line - 2}))" >&2' ERR`;
  const { code, stdout, stderr } = await run(['bash', '-euo', 'pipefail', '-c', `${trap}\n${script}`], {
    ...{ cwd: root, env, timeoutMs: PATIENCE_MS },
  });
  const said = `${stdout}${stderr}`.trimEnd();
  if (code !== exit) return `${path}:${line} ended with ${code} and not ${exit}:\n${script}\n---\n${said}`;
  if (answer !== null && !isAnswer(answer, stdout))
    return `${path}:${line} said something else than the page shows:\n${script}\n---\n${stdout}\n--- the page:\n${answer}`;
  return null;
}
