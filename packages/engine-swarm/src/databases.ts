import { withFileLock } from '@scalr/fileset';
import { type Databases, engineErrors } from '@scalr/ports';
import { NAMESPACE, removeVolumesOf } from './belongings.ts';
import { createDocker } from './commands.ts';
import { readOwners } from './database-owners.ts';
import { removeStacks } from './deployment.ts';
import type { SwarmLayout } from './layout.ts';

const TURN_WITHIN_MS = 900_000;

/**
 * Databases of single apps, each in a server of its own on this machine.
 * @param containers what is done inside the container of a server, as Compose does it
 */
export function createSwarmDatabases(
  layout: SwarmLayout,
  environment: Readonly<Record<string, string>>,
  containers: Pick<Databases, 'save' | 'load'>,
): Databases {
  const docker = createDocker(environment);
  const stackOf = async (name: string) => {
    const owner = (await readOwners(layout))[name];
    return owner === undefined ? null : `scalr-${owner}`;
  };
  return {
    save: (name, folder) => containers.save(name, folder),
    load: (name, folder) => containers.load(name, folder),

    async exists(name) {
      const stack = await stackOf(name);
      if (stack === null) return false;
      return (await docker.ask(['volume', 'ls', '-q', '--filter', `label=${NAMESPACE}=${stack}`])).trim() !== '';
    },

    // The server goes with its only database: the next `up` makes both anew.
    async drop(name) {
      const stack = await stackOf(name);
      if (stack === null) return;
      const work = async () => {
        await removeStacks(docker, [stack], layout.workspaceId);
        await removeVolumesOf(docker, (one) => one === stack);
      };
      try {
        await withFileLock(layout.lock, work, { waitMs: TURN_WITHIN_MS });
      } catch (cause) {
        throw engineErrors.error('notDropped', { database: name, detail: (cause as Error).message }, { cause });
      }
    },
  };
}
