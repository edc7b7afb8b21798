import { z } from 'zod';

/** Parts of Docker's answers (Engine API 1.44: SystemInfo.Swarm, Node, Service, Task) that this engine reads. */
export const info = z.object({
  LocalNodeState: z.string(),
  ControlAvailable: z.boolean(),
  NodeID: z.string(),
});

const node = z.object({
  ID: z.string(),
  Spec: z.object({ Labels: z.record(z.string(), z.string()).default({}), Availability: z.string() }),
  Description: z.object({ Hostname: z.string() }),
  Status: z.object({ State: z.string(), Addr: z.string().default('') }),
});
export const nodes = z.array(node);

const labels = z.record(z.string(), z.string()).nullish();
const containerSpec = z.looseObject({
  Image: z.string(),
  Labels: labels,
  Mounts: z.array(z.looseObject({ Type: z.string().optional(), Source: z.string().optional() })).nullish(),
  Secrets: z.array(z.looseObject({ SecretID: z.string() })).nullish(),
});
const taskSpec = z.looseObject({ ContainerSpec: containerSpec, ForceUpdate: z.number().default(0) });
const serviceSpec = z.object({
  Name: z.string(),
  Labels: labels,
  TaskTemplate: taskSpec,
  Mode: z.object({
    Replicated: z.object({ Replicas: z.number().default(1) }).optional(),
    Global: z.unknown().optional(),
  }),
});

const service = z.object({
  ID: z.string(),
  Spec: serviceSpec,
  PreviousSpec: serviceSpec.optional(),
  UpdateStatus: z.object({ State: z.string().default(''), Message: z.string().default('') }).optional(),
});
export const services = z.array(service);

const task = z.object({
  ID: z.string(),
  ServiceID: z.string(),
  NodeID: z.string().default(''),
  Slot: z.number().default(0),
  CreatedAt: z.string(),
  DesiredState: z.string(),
  Spec: taskSpec,
  Status: z.object({
    State: z.string(),
    Err: z.string().default(''),
    ContainerStatus: z.object({ ContainerID: z.string().default(''), PID: z.number().default(0) }).optional(),
  }),
});
export const tasks = z.array(task);

export type Info = z.infer<typeof info>;
export type Node = z.infer<typeof node>;
export type Service = z.infer<typeof service>;
export type Task = z.infer<typeof task>;

/** Whether a task was made for the service as it is now. */
export function isCurrent(task: Task, { Spec }: Service): boolean {
  const { ContainerSpec, ForceUpdate } = Spec.TaskTemplate;
  return task.Spec.ForceUpdate === ForceUpdate && said(task.Spec.ContainerSpec) === said(ContainerSpec);
}

/** Docker leaves out of a task what is empty in its service. */
function said(spec: object): string {
  const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return JSON.stringify(spec, (_key, value: unknown) => (isEmpty(value) ? undefined : value));
}
