import { type ContainerProject, printCompose } from '@scalr/containers';
import { parse } from 'yaml';

/** Keys that we write (src/compose-file.ts); any other one would be a slip of the pen that Docker may pass over. */
const KEYS = {
  file: ['name', 'services', 'networks', 'volumes', 'secrets', 'configs'],
  service: [
    ...['image', 'build', 'command', 'entrypoint', 'user', 'group_add', 'init', 'read_only', 'cap_drop', 'cap_add'],
    ...['security_opt', 'environment', 'secrets', 'configs', 'networks', 'ports', 'volumes', 'labels', 'depends_on'],
    ...['healthcheck', 'restart', 'stop_signal', 'stop_grace_period', 'shm_size', 'deploy', 'logging'],
  ],
  build: ['context', 'dockerfile', 'args', 'additional_contexts'],
  healthcheck: ['test', 'interval', 'timeout', 'retries', 'start_period', 'start_interval'],
  deploy: ['resources'],
  logging: ['driver', 'options'],
  mount: ['type', 'source', 'target', 'read_only', 'tmpfs'],
  port: ['target', 'published', 'host_ip', 'protocol', 'mode'],
} as const;

type Table = Readonly<Record<string, unknown>>;
interface Written {
  readonly services: Readonly<Record<string, Table>>;
  readonly networks?: Table;
  readonly volumes?: Table;
  readonly secrets?: Readonly<Record<string, { readonly file?: string }>>;
  readonly configs?: Table;
}
interface Mount {
  readonly type: string;
  readonly source?: string;
}

/** What is wrong with the text of the projects' compose files, as `<project> <service>: what`. Empty: nothing. */
export function lintProjects(projects: readonly ContainerProject[]): readonly string[] {
  const published = new Map<string, string>();
  return projects.flatMap((project) => {
    const file = parse(printCompose(project.compose)) as Written;
    const services = Object.entries(file.services);
    return [
      ...unknown(KEYS.file, file as unknown as Table).map((key) => `${project.name}: unknown key ${key}`),
      ...(services.length === 0 ? [`${project.name}: no service`] : []),
      ...undeclaredSecrets(project, file).map((what) => `${project.name}: ${what}`),
      ...services.flatMap(([name, service]) => {
        const where = `${project.name} ${name}`;
        const complaints = [
          ...unknownKeys(service),
          ...undeclared(file, service),
          ...missingMounts(project, service),
          ...(isPinned(String(service.image)) ? [] : [`image ${service.image} is not of one version`]),
          ...(service.build !== undefined && !String(service.image).startsWith('scalr/')
            ? [`builds ${service.image}, which is not ours`]
            : []),
          ...portsOf(service).flatMap((port) => {
            const other = published.get(port);
            published.set(port, where);
            return other === undefined ? [] : [`publishes ${port}, as ${other} does`];
          }),
        ];
        return complaints.map((what) => `${where}: ${what}`);
      }),
    ];
  });
}

const unknown = (known: readonly string[], table: unknown) =>
  Object.keys((table ?? {}) as Table).filter((key) => !known.includes(key));
const listOf = <T>(value: unknown): readonly T[] => (value ?? []) as readonly T[];

function unknownKeys(service: Table): string[] {
  const parts = (['build', 'healthcheck', 'deploy', 'logging'] as const).flatMap((key) =>
    unknown(KEYS[key], service[key]).map((inner) => `${key}.${inner}`),
  );
  const mounts = listOf<Table>(service.volumes).flatMap((mount) => unknown(KEYS.mount, mount));
  const ports = listOf<Table>(service.ports).flatMap((port) => unknown(KEYS.port, port));
  return [...unknown(KEYS.service, service), ...parts, ...mounts, ...ports].map((key) => `unknown key ${key}`);
}

function undeclared(file: Written, service: Table): string[] {
  const volumes = listOf<Mount>(service.volumes).flatMap(({ type, source }) => (type === 'volume' ? [source!] : []));
  const configs = listOf<{ source: string }>(service.configs).map(({ source }) => source);
  const used = [
    ['network', Object.keys(service.networks ?? {}), file.networks],
    ['secret', listOf<string>(service.secrets), file.secrets],
    ['volume', volumes, file.volumes],
    ['config', configs, file.configs],
    ['service', Object.keys(service.depends_on ?? {}), file.services],
  ] as const;
  return used.flatMap(([kind, names, declared]) =>
    names.filter((name) => !Object.hasOwn(declared ?? {}, name)).map((name) => `${kind} ${name} is not declared`),
  );
}

function undeclaredSecrets({ secrets }: ContainerProject, file: Written): string[] {
  return Object.values(file.secrets ?? {})
    .map(({ file: path = '' }) => path.replace(/^\.\//, ''))
    .filter((path) => !Object.hasOwn(secrets, path))
    .map((path) => `nobody makes the secret ${path}`);
}

/** Mounts of the project's own folder that hold nothing; Docker would make an empty folder there. */
function missingMounts({ files }: ContainerProject, service: Table): string[] {
  return listOf<Mount>(service.volumes)
    .flatMap(({ type, source = '' }) => (type === 'bind' && source.startsWith('./') ? [source.slice(2)] : []))
    .filter((path) => ![...files.keys()].some((file) => file === path || file.startsWith(`${path}/`)))
    .map((path) => `nobody makes ${path}`);
}

const isPinned = (image: string) => image.startsWith('scalr/') || (/:[^/]+$/.test(image) && !image.endsWith(':latest'));

const portsOf = (service: Table) =>
  listOf<{ published: string; host_ip?: string; protocol?: string }>(service.ports).map(
    ({ published, host_ip = '*', protocol = 'tcp' }) => `${host_ip}:${published}/${protocol}`,
  );
