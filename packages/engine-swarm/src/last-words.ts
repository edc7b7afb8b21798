import type { Docker } from './commands.ts';
import type { Task } from './swarm-state.ts';

const TOLD_LINES = 20;
const WITHIN_MS = 10_000;
const ENDED = new Set(['failed', 'rejected']);

/** The youngest task that did not stay well; those that were replaced are `shutdown`. */
function youngestEnded(tasks: readonly Task[]): Task | undefined {
  return tasks
    .filter(({ Status }) => ENDED.has(Status.State) || Status.Err !== '')
    .sort((a, b) => (a.CreatedAt < b.CreatedAt ? 1 : -1))[0];
}

/**
 * Why tasks of one service did not stay well: what the youngest of them said last, after what the swarm says of it.
 * Null: all did.
 */
export async function lastWords(docker: Docker, tasks: readonly Task[]): Promise<string | null> {
  const task = youngestEnded(tasks);
  if (task === undefined) return null;
  const options = ['--raw', '--no-trunc', '--tail', String(TOLD_LINES)];
  // One whose container is gone has nothing to say any more.
  const said = await docker
    .try(['service', 'logs', ...options, task.ID], { timeoutMs: WITHIN_MS })
    .then(({ stdout, stderr }) => `${stdout}\n${stderr}`)
    .catch(() => '');
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return [task.Status.Err, ...lines].filter((line) => line !== '').join('\n');
}
