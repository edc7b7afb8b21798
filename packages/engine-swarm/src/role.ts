import type { ComposeService } from '@scalr/containers';

/**
 * How a service stands in a swarm.
 * - `edge`: opens ports, on every node that is labelled for it
 * - `docker`: speaks with Docker, which only answers for the whole swarm on a manager
 * - `data`: has a volume or a folder of one machine, so it stays there, alone
 * - `single`: keeps nothing, and must not run twice for long
 * - `many`: keeps nothing
 */
export type Role = 'edge' | 'docker' | 'data' | 'single' | 'many';

const DOCKER_SOCKET = '/var/run/docker.sock';

/**
 * @param isOurs a bind mount's source that is a file of the project itself, which every node is given
 * @param isIdentity part of the identity provider, which knows in memory what it was told last
 */
export function roleOf(service: ComposeService, isOurs: (source: string) => boolean, isIdentity: boolean): Role {
  const mounts = service.volumes ?? [];
  if ((service.ports ?? []).length > 0) return 'edge';
  if (mounts.some((mount) => mount.type === 'bind' && mount.source === DOCKER_SOCKET)) return 'docker';
  const isBound = mounts.some((mount) => mount.type === 'volume' || (mount.type === 'bind' && !isOurs(mount.source)));
  if (isBound) return 'data';
  return isIdentity ? 'single' : 'many';
}
