import type { ReleasePart } from '@scalr/ports';
import { z } from 'zod';
import { inspectArguments } from '../commands.ts';
import type { Docker } from '../docker.ts';
import { partListArguments } from './arguments.ts';

/** What `docker container inspect` says, as far as releases need it. */
const inspectSchema = z.array(
  z.object({
    Id: z.string(),
    Name: z.string(),
    Created: z.string(),
    RestartCount: z.number(),
    State: z.object({
      Status: z.string(),
      Health: z.object({ Status: z.string() }).nullish(),
    }),
    Config: z.object({ Image: z.string(), Labels: z.record(z.string(), z.string()).nullish() }),
  }),
);

/** A container of one part of an app. */
export interface PartContainer {
  readonly id: string;
  readonly name: string;
  /** ISO 8601 UTC. */
  readonly created: string;
  /** As it was started from: `scalr/hello-backend:0123456789ab`. */
  readonly image: string;
  readonly state: string;
  readonly health: string;
  readonly restarts: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Name of the process in the plan. */
const processOf = (slug: string, part: ReleasePart): string => (part === 'backend' ? slug : `${slug}.${part}`);

/** Those of one part, oldest first. */
export async function partContainers(
  docker: Docker,
  workspaceId: string,
  slug: string,
  part: ReleasePart,
): Promise<readonly PartContainer[]> {
  const ids = (await docker.read(partListArguments(processOf(slug, part), workspaceId))).split('\n').filter(Boolean);
  return inspectAll(docker, ids);
}

/** One that went meanwhile is left out. */
export async function inspectAll(docker: Docker, ids: readonly string[]): Promise<readonly PartContainer[]> {
  if (ids.length === 0) return [];
  const { stdout } = await docker.run(inspectArguments(ids));
  return inspectSchema
    .parse(JSON.parse(stdout))
    .map((one) => ({
      ...{ id: one.Id, name: one.Name.replace(/^\//, ''), created: one.Created, image: one.Config.Image },
      ...{ state: one.State.Status, health: one.State.Health?.Status ?? 'none', restarts: one.RestartCount },
      labels: one.Config.Labels ?? {},
    }))
    .sort((a, b) => (a.created < b.created ? -1 : 1));
}

export const isHealthy = ({ state, health }: PartContainer): boolean =>
  state === 'running' && (health === 'healthy' || health === 'none');
