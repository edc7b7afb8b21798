import { isScalrError } from '@scalr/errors';
import { listContainers } from '../container.ts';
import type { Docker } from '../docker.ts';
import { keepLogs } from '../kept-logs.ts';
import type { ComposeLayout } from '../layout.ts';
import { drain } from './drain.ts';
import type { PartContainer } from './part-containers.ts';

export interface ReleaseState {
  readonly docker: Docker;
  readonly layout: ComposeLayout;
}

/** Drains and removes containers; what they said is kept. */
export async function removeAll({ docker, layout }: ReleaseState, going: readonly PartContainer[]): Promise<void> {
  if (going.length === 0) return;
  const ids = new Set(going.map(({ id }) => id));
  const known = (await listContainers(docker)).filter(({ id }) => ids.has(id));
  // What cannot be written down must not keep two versions serving.
  await keepLogs(docker, layout, known).catch((error: unknown) => {
    if (!isScalrError(error)) throw error;
  });
  for (const container of going) await drain(docker, container);
}
