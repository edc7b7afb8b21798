import { setTimeout as delay } from 'node:timers/promises';
import { logsArguments } from '../commands.ts';
import { type Docker, lastLines } from '../docker.ts';
import { releaseErrors } from './errors.ts';
import { inspectAll, isHealthy, type PartContainer } from './part-containers.ts';

/** A release may first migrate its database. */
const WITHIN_MS = 180_000;
const ASK_EVERY_MS = 300;
const LINES = 20;

/**
 * Ends when it is healthy.
 * @throws ScalrError `RELEASE_NOT_HEALTHY` as soon as that is certain; the container is left as it is
 */
export async function awaitHealthy(docker: Docker, { id, name }: PartContainer): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const [now] = await inspectAll(docker, [id]);
    if (now !== undefined && isHealthy(now)) return;
    const why = whyNever(now) ?? (performance.now() > deadline ? `was not healthy within ${WITHIN_MS / 1000} s` : null);
    if (why !== null) {
      const { stdout, stderr } = await docker.run(logsArguments(id, { tail: LINES, follow: false }));
      const said = lastLines(`${stdout}\n${stderr}`.replaceAll(/^\S+Z /gm, ''), LINES);
      throw releaseErrors.error('notHealthy', { container: name, why, lines: said || '(nothing)' });
    }
    await delay(ASK_EVERY_MS);
  }
}

function whyNever(container: PartContainer | undefined): string | null {
  if (container === undefined) return 'was removed by somebody else';
  const { state, health, restarts } = container;
  // Docker would start it again and again; the one that serves has its database already, so the first end says it.
  if (restarts > 0 || ['exited', 'dead', 'restarting'].includes(state)) return 'ended by itself';
  return health === 'unhealthy' ? 'does not answer at its health path' : null;
}
