import { EDGE_NETWORK, LABELS } from '@scalr/containers';

/** What follows `docker` on its command line. Pure. */
export type Arguments = readonly string[];

export const versionArguments: Arguments = ['version', '--format', '{{json .Server.Version}}'];

/** Ids of every container of any platform, whatever its state. */
export const listArguments: Arguments = [
  ...['ps', '--all', '--no-trunc', '--filter', `label=${LABELS.workspace}`],
  ...['--format', '{{.ID}}'],
];

export const inspectArguments = (ids: readonly string[]): Arguments => ['container', 'inspect', ...ids];

export const imageIdsArguments = (images: readonly string[]): Arguments => ['image', 'inspect', ...images];

export const tagArguments = (image: string, tag: string): Arguments => ['image', 'tag', image, tag];

export const networkExistsArguments: Arguments = [
  'network',
  'inspect',
  EDGE_NETWORK,
  '--format',
  '{{range .IPAM.Config}}{{.Subnet}} {{end}}',
];
export const networkArguments: Arguments = ['network', 'create', '--driver', 'bridge', EDGE_NETWORK];
export const removeNetworkArguments: Arguments = ['network', 'rm', EDGE_NETWORK];

/** @param metadata file that gets the ids of the images */
export const bakeArguments = (file: string, metadata: string, targets: readonly string[]): Arguments => [
  ...['buildx', 'bake', '--file', file, '--metadata-file', metadata, '--progress', 'plain', ...targets],
];

/**
 * Starts what is missing of a project and replaces what changed, each when what it depends on is healthy.
 * @param services left out: all, and others are removed
 */
export const upArguments = (project: string, file: string, services: readonly string[] = []): Arguments => [
  ...['compose', '--progress', 'plain', '--project-name', project, '--file', file, 'up', '--detach', '--no-build'],
  ...['--quiet-pull', ...(services.length === 0 ? ['--remove-orphans'] : services)],
];

/** What there is of a project is found by its labels, so that no file is needed. */
export const downArguments = (project: string, options: { readonly volumes: boolean }): Arguments => [
  ...['compose', '--progress', 'plain', '--project-name', project, 'down', '--remove-orphans'],
  ...(options.volumes ? ['--volumes'] : []),
];

export const projectVolumesArguments = (project: string): Arguments => [
  ...['volume', 'ls', '--quiet', '--filter', `label=com.docker.compose.project=${project}`],
];

export const removeVolumesArguments = (names: readonly string[]): Arguments => ['volume', 'rm', ...names];

export const restartArguments = (ids: readonly string[]): Arguments => ['restart', '--time', '15', ...ids];

export interface LogWish {
  readonly tail: number;
  readonly follow: boolean;
  /** RFC 3339; only what was said later. */
  readonly since?: string;
}

export const logsArguments = (id: string, { tail, follow, since }: LogWish): Arguments => [
  ...['logs', '--timestamps', '--tail', String(tail), ...(follow ? ['--follow'] : [])],
  ...(since === undefined ? [] : ['--since', since]),
  id,
];

/** A program within a container that runs, as its own user. */
export const execArguments = (id: string, argv: readonly string[]): Arguments => ['exec', '--interactive', id, ...argv];
