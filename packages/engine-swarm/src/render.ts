import { posix } from 'node:path';
import type { ComposeConfig, ComposeFile, ComposeNetwork, ComposeSecret, ContainerProject } from '@scalr/containers';
import { configName, secretName } from './content-name.ts';
import { stackService } from './service.ts';

export interface StackOptions {
  /** Absolute path of the folder that the projects were rendered for. */
  readonly out: string;
  /** `registry.example.com:5000`, where every node finds the images that are built here; null: only this node has them. */
  readonly registry: string | null;
  /** Tasks of what keeps no data. */
  readonly replicas: number;
  /** Of the names of secrets; null: they are unknown, and a name stands where the hash would be. */
  readonly hashKey: string | null;
}

/** Of each stack, in its folder. */
export const STACK_FILE = 'stack.yml';

export interface StackSecret {
  readonly name: string;
  readonly content: string;
}

/** One project as `docker stack deploy` takes it. */
export interface Stack {
  /** `scalr-hello` */
  readonly name: string;
  readonly slug: string | null;
  /** Relative to {@link StackOptions.out}; the stack file names its configs relative to it. */
  readonly folder: string;
  readonly file: ComposeFile;
  readonly files: ContainerProject['files'];
  /** To be there before the stack is deployed. */
  readonly secrets: readonly StackSecret[];
}

/** Stack files of projects that were rendered for Compose. Pure: the same projects give the same stacks. */
export function renderStacks(projects: readonly ContainerProject[], options: StackOptions): readonly Stack[] {
  return projects.map((project) => renderStack(project, options));
}

function renderStack(project: ContainerProject, options: StackOptions): Stack {
  const { name, slug, folder, compose, files } = project;
  const configs = new Map<string, ComposeConfig>();
  const services = Object.entries(compose.services).map(([key, service]) => {
    const made = stackService(project, service, { ...options, folder: posix.join(options.out, folder) });
    for (const { source, path, content } of made.configs)
      configs.set(source, { file: `./${path}`, name: configName(name, source, content) });
    return [key, made.service] as const;
  });
  const secrets = Object.entries(compose.secrets ?? {}).map(([key, secret]) =>
    nameSecret(project, key, secret, options),
  );
  return {
    ...{ name, slug, folder, files },
    file: {
      services: Object.fromEntries(services),
      ...block('networks', mapEntries(compose.networks, stackNetwork)),
      ...block('volumes', compose.volumes ?? {}),
      ...block('secrets', Object.fromEntries(secrets.map(({ key, declared }) => [key, declared]))),
      ...block('configs', Object.fromEntries([...configs].sort(([a], [b]) => (a < b ? -1 : 1)))),
    },
    secrets: secrets.flatMap(({ declared, content }) => (content === null ? [] : [{ name: declared.name, content }])),
  };
}

/** An overlay reaches every node; one that is external was made before and is one already. */
function stackNetwork(network: ComposeNetwork): ComposeNetwork {
  return network.external === true ? network : { ...network, driver: 'overlay' };
}

function nameSecret(project: ContainerProject, key: string, secret: ComposeSecret, { hashKey }: StackOptions) {
  if ('external' in secret) return { key, declared: secret, content: null };
  const content = project.secrets[secret.file.replace(/^\.\//, '')];
  if (content === undefined || hashKey === null)
    return { key, declared: { external: true, name: `${project.name}_${key}` } as const, content: null };
  return { key, declared: { external: true, name: secretName(project.name, key, content, hashKey) } as const, content };
}

function block<K extends string, T extends object>(key: K, value: T): { [P in K]?: T } {
  return (Object.keys(value).length === 0 ? {} : { [key]: value }) as { [P in K]?: T };
}

function mapEntries<T>(record: Readonly<Record<string, T>> | undefined, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, map(value)]));
}
