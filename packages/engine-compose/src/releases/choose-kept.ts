import { isHealthy, type PartContainer } from './part-containers.ts';

/**
 * Which one of a part stays, where a replacement was interrupted: the healthy one of the image that was decided for,
 * else one that is healthy, else the one that was decided for. Undefined: there is none.
 * @param containers oldest first
 * @param decided reference of its image; undefined: nothing was decided yet, so the older one counts
 */
export function chooseKept(
  containers: readonly PartContainer[],
  decided: string | undefined,
): PartContainer | undefined {
  const wanted = containers.filter(({ image }) => image === decided);
  return wanted.findLast(isHealthy) ?? containers.find(isHealthy) ?? wanted.at(-1) ?? containers[0];
}

/** What the edge is told by a container. */
export function edgeWords(labels: Readonly<Record<string, string>>): string {
  const told = Object.entries(labels).filter(([key]) => key.startsWith('traefik.'));
  return JSON.stringify(told.sort(([a], [b]) => (a < b ? -1 : 1)));
}
