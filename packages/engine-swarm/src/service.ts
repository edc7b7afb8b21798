import type { ComposePort, ComposeService, ContainerProject } from '@scalr/containers';
import { deployOf } from './deploy.ts';
import { filesAt, keptMounts, type MountedFile } from './mounts.ts';
import { roleOf } from './role.ts';
import { EDGE_SYSCTLS, edgeCommand, splitLabels } from './traefik.ts';

export interface StackConfig {
  /** Key among the configs of the stack. */
  readonly source: string;
  /** Relative to the project's folder. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

interface ServiceGround {
  /** Absolute path of the project's folder. */
  readonly folder: string;
  readonly registry: string | null;
  readonly replicas: number;
}

/** One service of a project as a stack takes it, and the files that come to it as configs. */
export function stackService(
  project: ContainerProject,
  service: ComposeService,
  { folder, registry, replicas }: ServiceGround,
): { readonly service: ComposeService; readonly configs: readonly StackConfig[] } {
  const { files } = project;
  const role = roleOf(service, (source) => filesAt(source, '/', files).length > 0, project.name === 'scalr-auth');
  const mounted = [
    ...(service.volumes ?? []).flatMap((mount) =>
      mount.type === 'bind' ? filesAt(mount.source, mount.target, files) : [],
    ),
    ...(service.configs ?? []).flatMap(({ source, target }) => declaredFile(project, source, target)),
  ];
  const volumes = [...keptMounts(service.volumes ?? [], files, folder), ...sharedMemory(service)];
  const labels = splitLabels(service.labels ?? {});
  // What a stack refuses or leaves out: the key itself, or because `deploy` says the same.
  const { build, restart: _restart, depends_on: _after, security_opt: _security, ...rest } = service;
  const { shm_size: _shm, volumes: _mounts, configs: _configs, ...kept } = rest;
  return {
    configs: mounted.map(({ path, entry }) => ({ source: keyOf(path), path, content: entry.content })),
    service: {
      ...kept,
      image: build === undefined || registry === null ? service.image : `${registry}/${service.image}`,
      ...(service.command === undefined ? {} : { command: edgeCommand(service.command) }),
      ...(role === 'edge' ? { sysctls: { ...service.sysctls, ...EDGE_SYSCTLS } } : {}),
      ...(service.ports === undefined ? {} : { ports: service.ports.map(hostPort) }),
      ...(mounted.length === 0 ? {} : { configs: mounted.map(configOf) }),
      ...(volumes.length === 0 ? {} : { volumes }),
      labels: labels.task,
      deploy: { ...service.deploy, ...deployOf(role, replicas), labels: labels.service },
    },
  };
}

const keyOf = (path: string) => path.replaceAll(/[^a-zA-Z0-9-]+/g, '-');

function configOf({ path, entry, target }: MountedFile) {
  return { source: keyOf(path), target, ...(entry.mode === undefined ? {} : { mode: entry.mode }) };
}

function declaredFile({ compose, files }: ContainerProject, source: string, target: string): readonly MountedFile[] {
  const config = compose.configs?.[source];
  return config === undefined || !('file' in config) ? [] : filesAt(config.file, target, files);
}

/** On the node itself: a swarm's own way through every node hides who asks, and not every kernel has it. */
function hostPort({ target, published, protocol = 'tcp' }: ComposePort): ComposePort {
  return { target, published: Number(published), protocol, mode: 'host' };
}

const UNITS: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** A stack has no `shm_size`; a temporary file system in that place is the same. */
function sharedMemory({
  shm_size,
}: ComposeService): readonly { type: 'tmpfs'; target: string; tmpfs: { size: number } }[] {
  const [, amount, unit = 'b'] = /^(\d+)([bkmg])?b?$/i.exec(shm_size ?? '') ?? [];
  if (amount === undefined) return [];
  return [{ type: 'tmpfs', target: '/dev/shm', tmpfs: { size: Number(amount) * (UNITS[unit.toLowerCase()] ?? 1) } }];
}
