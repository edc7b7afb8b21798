import { setTimeout as delay } from 'node:timers/promises';
import { type Container, isServing, listContainers } from './container.ts';
import type { Docker } from './docker.ts';
import { linesOf } from './kept-logs.ts';
import { stateOf } from './status.ts';

const ASK_EVERY_MS = 250;
const REASON_LINES = 20;

/**
 * Waits until containers serve.
 * @param isMeant which ones of all
 * @returns null: they do; else those that do not, as soon as one of them has failed or the time is over
 */
export async function awaitServing(
  docker: Docker,
  isMeant: (container: Container) => boolean,
  withinMs: number,
): Promise<readonly Container[] | null> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const away = (await listContainers(docker)).filter((one) => isMeant(one) && !isServing(one));
    if (away.length === 0) return null;
    const failed = away.filter((one) => stateOf(one) === 'failed');
    if (failed.length > 0) return failed;
    if (performance.now() > deadline) return away;
    await delay(ASK_EVERY_MS);
  }
}

/** Why a container does not serve, as far as it said. */
export async function lastWords(docker: Docker, container: Container): Promise<string> {
  const lines = await linesOf(docker, container, REASON_LINES);
  return lines
    .map(({ text }) => text)
    .filter((text) => text.trim() !== '')
    .join('\n');
}
