import { LABELS } from '@scalr/containers';
import { z } from 'zod';
import { inspectArguments, listArguments } from './commands.ts';
import type { Docker } from './docker.ts';

/** What `docker container inspect` says, as far as it is needed. */
const inspectSchema = z.array(
  z.object({
    Id: z.string(),
    Name: z.string(),
    RestartCount: z.number(),
    State: z.object({
      Status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
      Pid: z.number(),
      ExitCode: z.number(),
      Health: z.object({ Status: z.string() }).nullish(),
    }),
    Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
    HostConfig: z.object({
      PortBindings: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable()).nullish(),
    }),
  }),
);

export interface Container {
  readonly id: string;
  readonly name: string;
  /** Name of the process in the plan. */
  readonly process: string;
  readonly workspaceId: string;
  /** Null: it was brought up without one. */
  readonly release: string | null;
  /** Compose project and service. */
  readonly project: string;
  readonly service: string;
  readonly state: z.infer<typeof inspectSchema>[number]['State']['Status'];
  /** `none` without a health check. */
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy';
  readonly pid: number | null;
  readonly restarts: number;
  readonly exitCode: number;
  /** Ports of this machine that lead to it. */
  readonly publishedPorts: readonly number[];
}

/** Containers of every platform on this Docker, by name. */
export async function listContainers(docker: Docker): Promise<readonly Container[]> {
  const ids = (await docker.read(listArguments)).split('\n').filter((id) => id !== '');
  if (ids.length === 0) return [];
  // One that went between the two calls is left out, and makes the code other than 0.
  const { stdout } = await docker.run(inspectArguments(ids));
  return parseContainers(stdout);
}

export function parseContainers(json: string): readonly Container[] {
  return inspectSchema
    .parse(JSON.parse(json))
    .map((one) => {
      const labels = one.Config.Labels ?? {};
      const bindings = Object.values(one.HostConfig.PortBindings ?? {}).flatMap((list) => list ?? []);
      return {
        id: one.Id,
        name: one.Name.replace(/^\//, ''),
        process: labels[LABELS.process] ?? '',
        workspaceId: labels[LABELS.workspace] ?? '',
        release: labels[LABELS.release] ?? null,
        project: labels['com.docker.compose.project'] ?? '',
        service: labels['com.docker.compose.service'] ?? '',
        state: one.State.Status,
        health: healthOf(one.State.Health?.Status),
        pid: one.State.Pid === 0 ? null : one.State.Pid,
        restarts: one.RestartCount,
        exitCode: one.State.ExitCode,
        publishedPorts: bindings.map(({ HostPort }) => Number(HostPort)),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function healthOf(status: string | undefined): Container['health'] {
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : 'none';
}

/** It serves. */
export const isServing = ({ state, health }: Container): boolean =>
  state === 'running' && (health === 'healthy' || health === 'none');
