import type { FileSet } from '@scalr/fileset';
import type { ComposeFile, ComposeNetwork } from './compose-file.ts';

/** Every app on it can be reached by the edge, and by every other app: what crosses it carries tokens. */
export const EDGE_NETWORK = 'scalr-edge';

/** Labels by which an engine finds its own containers. */
export const LABELS = {
  /** Name of the process in the plan: `hello`, `hello.db`. */
  process: 'scalr.process',
  /** Identifies the workspace, so that two platforms on one Docker notice each other. */
  workspace: 'scalr.workspace',
  /** SHA-256 of the sources of an image and of what the service is told; the same means nothing is to be done. */
  release: 'scalr.release',
} as const;

/** What belongs together and is brought up together: one app, the edge, or the identity provider. */
export interface ContainerProject {
  /** Name of the compose project or stack: `scalr-hello`, `scalr-gateway`, `scalr-auth`. */
  readonly name: string;
  /** Slug of the app; null: the platform's own. */
  readonly slug: string | null;
  /** Where its `docker-compose.yml` lies in what is rendered: `apps/hello`, `gateway`, `auth`. */
  readonly folder: string;
  readonly compose: ComposeFile;
  /** What it mounts, relative to {@link folder}; holds no secret. */
  readonly files: FileSet;
  /** Relative to {@link folder}: `secrets/db-password` to its content. Never rendered by `scalr render`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where whoever brings it up by hand finds what is in {@link secrets}: `.env.shared DB_PASSWORD_HELLO`. */
  readonly secretSources?: Readonly<Record<string, string>>;
}

/** The networks of a project that the edge reaches: that of the edge, and one of its own that leads nowhere else. */
export const PROJECT_NETWORKS = {
  edge: { name: EDGE_NETWORK, external: true },
  data: { internal: true },
} as const satisfies Record<string, ComposeNetwork>;

/** Of every container; {@link LABELS.release} is added by `renderProjects`. */
export function ownLabels(process: string, workspaceId: string): Readonly<Record<string, string>> {
  return { [LABELS.process]: process, [LABELS.workspace]: workspaceId };
}
