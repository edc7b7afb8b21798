import type { AuthentikProjectOptions } from './authentik-project.ts';

/** What the rendering of a plan needs besides: where things lie, and what was read and built. All plain. */
export interface RenderInput {
  /** Absolute path of the folder that is rendered into; the projects name what they build and mount relative to it. */
  readonly out: string;
  /** Absolute path of the repository: what images are built from. */
  readonly install: string;
  /** Absolute path of the workspace: the folders of apps are relative to it. */
  readonly workspace: string;
  /** Value of the label `scalr.workspace`. */
  readonly workspaceId: string;
  /** Tag of an image: `scalr/hello-backend` to the first 12 hex digits of its id, or `latest`. */
  readonly tagOf: (image: string) => string;
  /** The Dockerfiles that apps have of their own, relative to the workspace: `apps/hello/backend/Dockerfile`. */
  readonly ownDockerfiles: ReadonlySet<string>;
  /** `uid:gid`, numeric, of whom the identity provider runs as: the one who may open {@link adminFolder}. */
  readonly user: string;
  /** Absolute path of the folder where the embedded identity provider makes the socket `admin.sock` for the CLI. */
  readonly adminFolder: string;
  /** Content of infra/container/init-database.sh. */
  readonly initDatabase: string;
  /** Null where the plan has another provider. */
  readonly authentik: Pick<AuthentikProjectOptions, 'trustedProxies' | 'blueprints' | 'secrets'> | null;
  /**
   * Key with which the digests of secrets in `scalr.release` are made, so that nobody guesses a secret by its digest.
   * Null: no secret counts, as `scalr render` knows none.
   */
  readonly releaseKey: string | null;
}
