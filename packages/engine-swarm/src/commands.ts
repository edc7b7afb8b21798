import { isScalrError } from '@scalr/errors';
import { type CommandResult, run } from '@scalr/process';
import type { z } from 'zod';
import { errors } from './errors.ts';
import { type Info, info, type Node, nodes, type Service, services, type Task, tasks } from './swarm-state.ts';

export interface CommandOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** The commands of Docker that this engine uses, as data. Every failure is `SWARM_DOCKER_FAILED`. */
export interface Docker {
  /** Any command; a non-zero exit is an answer. */
  try(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Standard output of a command that must succeed. */
  ask(args: readonly string[], options?: CommandOptions): Promise<string>;
  info(): Promise<Info>;
  nodes(): Promise<readonly Node[]>;
  /** Services with this label (`key` or `key=value`). */
  services(label: string): Promise<readonly Service[]>;
  tasks(serviceIds: readonly string[]): Promise<readonly Task[]>;
}

const WITHIN_MS = 120_000;

/** @param env environment of the command; `DOCKER_HOST` says which Docker is meant */
export function createDocker(env: Readonly<Record<string, string>>): Docker {
  const attempt: Docker['try'] = (args, options = {}) =>
    run(['docker', ...args], { env, timeoutMs: WITHIN_MS, ...options });

  const ask: Docker['ask'] = async (args, options) => {
    const command = args.slice(0, 2).join(' ');
    const result = await attempt(args, options).catch((error: unknown) => {
      if (!isScalrError(error)) throw error;
      throw errors.error('dockerFailed', { command, detail: error.message }, { cause: error });
    });
    if (result.code !== 0) throw errors.error('dockerFailed', { command, detail: lastLines(result.stderr, 3) });
    return result.stdout;
  };

  const read = async <T>(schema: z.ZodType<T>, args: readonly string[]): Promise<T> => {
    const text = await ask(args);
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const detail = `its answer is not understood: ${issue?.path.join('.')} ${issue?.message}`;
    throw errors.error('dockerFailed', { command: args.slice(0, 2).join(' '), detail });
  };

  /** Of things that may vanish between two commands: those that are still there. */
  const inspect = async <T>(schema: z.ZodType<readonly T[]>, kind: readonly string[], ids: readonly string[]) => {
    if (ids.length === 0) return [];
    const { stdout } = await attempt([...kind, ...ids]);
    return schema.parse(JSON.parse(stdout.trim() === '' ? '[]' : stdout));
  };

  const idsOf = async (args: readonly string[]) => (await ask(args)).split('\n').filter((id) => id !== '');

  return {
    try: attempt,
    ask,
    info: () => read(info, ['info', '--format', '{{json .Swarm}}']),
    nodes: async () => inspect(nodes, ['node', 'inspect'], await idsOf(['node', 'ls', '-q'])),
    services: async (label) =>
      inspect(services, ['service', 'inspect'], await idsOf(['service', 'ls', '-q', '--filter', `label=${label}`])),
    async tasks(serviceIds) {
      if (serviceIds.length === 0) return [];
      return inspect(
        tasks,
        ['inspect', '--type', 'task'],
        await idsOf(['service', 'ps', '-q', '--no-trunc', ...serviceIds]),
      );
    },
  };
}

/** The end of what a command said, without empty lines. */
export function lastLines(text: string, count: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}
