import { setTimeout as delay } from 'node:timers/promises';
import type { Docker } from '../docker.ts';
import { drainArguments, removeArguments, stopArguments } from './arguments.ts';
import { inspectAll, isHealthy, type PartContainer } from './part-containers.ts';

/** Three refusals of the health check in a row, five seconds apart, and some patience. */
const UNHEALTHY_WITHIN_MS = 40_000;
/** The edge gathers events for two seconds before it takes them up; then it sends nobody there any more. */
const EDGE_TAKES_MS = 4_000;
/** As `stop_grace_period`: what still runs ends meanwhile. */
const STOP_SECONDS = 15;
const ASK_EVERY_MS = 300;

/** Ends a container that may be serving: nobody is sent there any more, what it has begun ends, then it goes. */
export async function drain(docker: Docker, container: PartContainer): Promise<void> {
  const { id } = container;
  const [now] = await inspectAll(docker, [id]);
  // Whom nobody is sent to has nothing to finish.
  if (now !== undefined && isHealthy(now) && now.health === 'healthy') {
    const { code } = await docker.run(drainArguments(id));
    if (code === 0) await untilUnhealthy(docker, id);
  }
  if (now?.state === 'running') {
    await delay(EDGE_TAKES_MS);
    await docker.run(stopArguments(id, STOP_SECONDS));
  }
  await docker.run(removeArguments(id));
}

/** At its end in any case: one that does not want to be told is stopped as it is. */
async function untilUnhealthy(docker: Docker, id: string): Promise<void> {
  const deadline = performance.now() + UNHEALTHY_WITHIN_MS;
  while (performance.now() < deadline) {
    const [now] = await inspectAll(docker, [id]);
    if (now === undefined || now.health !== 'healthy') return;
    await delay(ASK_EVERY_MS);
  }
}
