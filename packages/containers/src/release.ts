import { createHash, createHmac } from 'node:crypto';
import { printJson } from '@scalr/fileset';
import type { ComposeService } from './compose-file.ts';
import { type ContainerProject, LABELS } from './project.ts';

/**
 * The project with the label `scalr.release` on every service: it changes with the image, with what the service is
 * told, with every single file it mounts and with its secrets. What lies in a mounted folder is read anew by whoever
 * mounts it, so it does not count.
 * @param key of the digests of secrets; null: they do not count
 */
export function withReleases(project: ContainerProject, key: string | null): ContainerProject {
  const services = Object.entries(project.compose.services).map(([name, service]) => {
    const release = releaseOf(project, service, key);
    return [name, { ...service, labels: { ...service.labels, [LABELS.release]: release } }] as const;
  });
  return { ...project, compose: { ...project.compose, services: Object.fromEntries(services) } };
}

function releaseOf({ compose, files, secrets }: ContainerProject, service: ComposeService, key: string | null): string {
  const { build: _, ...told } = service;
  const fileOf = (source: string) => files.get(source.replace(/^\.\//, ''))?.content;
  const mounted = [
    ...(service.volumes ?? []).flatMap((mount) => (mount.type === 'bind' ? [fileOf(mount.source)] : [])),
    ...(service.configs ?? []).map(({ source }) => {
      const config = compose.configs?.[source];
      return config !== undefined && 'file' in config ? fileOf(config.file) : undefined;
    }),
  ].filter((content) => content !== undefined);
  const known = (service.secrets ?? []).map((name) => {
    const secret = compose.secrets?.[name];
    return secret !== undefined && 'file' in secret ? (secrets[secret.file.replace(/^\.\//, '')] ?? '') : '';
  });
  const digest = createHash('sha256').update(printJson(told));
  for (const content of mounted) digest.update(createHash('sha256').update(content).digest());
  if (key !== null) digest.update(createHmac('sha256', key).update(JSON.stringify(known)).digest());
  return digest.digest('hex');
}
