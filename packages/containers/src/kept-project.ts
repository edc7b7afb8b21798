import { fileSet } from '@scalr/fileset';
import type { Database } from '@scalr/plan';
import { DATABASE_VOLUMES, databaseSecret, databaseService, initFiles } from './database-service.ts';
import { type ContainerProject, PROJECT_NETWORKS } from './project.ts';
import type { RenderInput } from './render-input.ts';
import { projectSecrets } from './secret-files.ts';

/**
 * What runs of an app that is archived: its `db` alone, so that its data can be saved, filled again, or found as they
 * were when it comes back.
 */
export function keptProject(database: Database, { workspaceId, initDatabase }: RenderInput): ContainerProject {
  const slug = database.owner;
  const { declared, ...secrets } = projectSecrets([databaseSecret(database)]);
  return {
    ...{ name: `scalr-${slug}`, slug, folder: `apps/${slug}`, ...secrets },
    compose: {
      name: `scalr-${slug}`,
      services: { db: databaseService(database, `${slug}.db`, workspaceId) },
      networks: { data: PROJECT_NETWORKS.data },
      volumes: DATABASE_VOLUMES,
      secrets: declared,
    },
    files: fileSet(initFiles({ initDatabase })),
  };
}
