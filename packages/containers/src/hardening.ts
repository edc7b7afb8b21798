import type { ComposeMount, ComposeService } from './compose-file.ts';

/** What one container may take of the machine. */
export interface Allowance {
  /** MiB. More, and the kernel ends its greediest process. */
  readonly memory: number;
  /** Shares of one processor core; at most 1, since Docker refuses more than the machine has. */
  readonly cpus: number;
  /** Processes and threads. */
  readonly pids: number;
  /** MiB of `/tmp`, the only place it may write to besides its volumes; counts as memory. */
  readonly tmp: number;
}

/** What a container does not choose for itself. */
type Hardening = 'cap_drop' | 'security_opt' | 'deploy' | 'restart' | 'logging';

/** A service before it is hardened. */
export interface BareService extends Omit<ComposeService, Hardening> {
  /** Left out: that of the image, as every image of ours has one (infra/container/healthy.sh). */
  readonly healthcheck?: NonNullable<ComposeService['healthcheck']>;
  /** Left out: true. */
  readonly read_only?: boolean;
  /** True where the program is not made to be process 1: it would not take care of what its children leave. */
  readonly init: boolean;
}

const MEBIBYTE = 1024 * 1024;

/**
 * The same closed set of limits for every container: no capability but those of `cap_add`, no new privileges, nothing
 * that can be written but `/tmp` and its volumes, so much memory, processor and processes, and logs that end somewhere.
 */
export function harden(service: BareService, { memory, cpus, pids, tmp }: Allowance): ComposeService {
  return {
    read_only: true,
    stop_grace_period: '15s',
    ...service,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    volumes: [...(service.volumes ?? []), temporaryFolder('/tmp', tmp)],
    deploy: { resources: { limits: { cpus: String(cpus), memory: `${memory}M`, pids } } },
    restart: 'unless-stopped',
    logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
  };
}

/** @param size MiB */
export function temporaryFolder(target: string, size: number): ComposeMount {
  return { type: 'tmpfs', target, tmpfs: { size: size * MEBIBYTE } };
}
