import { LABELS } from '@scalr/containers';
import type { Arguments } from '../commands.ts';

/** Ids of the containers of one process, whatever their state. */
export const partListArguments = (process: string, workspaceId: string): Arguments => [
  ...['ps', '--all', '--no-trunc', '--format', '{{.ID}}'],
  ...['--filter', `label=${LABELS.process}=${process}`, '--filter', `label=${LABELS.workspace}=${workspaceId}`],
];

/** One more of a service, beside those that run and without touching them. */
export const besideArguments = (project: string, file: string, service: string, count: number): Arguments => [
  ...['compose', '--progress', 'plain', '--project-name', project, '--file', file, 'up', '--detach', '--no-build'],
  ...['--no-deps', '--no-recreate', '--quiet-pull', '--scale', `${service}=${count}`, service],
];

/** Its health check answers no from now on: see infra/container. */
export const drainArguments = (id: string): Arguments => ['exec', id, 'touch', '/tmp/draining'];

/** @param seconds until it is killed */
export const stopArguments = (id: string, seconds: number): Arguments => ['stop', '--time', String(seconds), id];

export const removeArguments = (id: string): Arguments => ['rm', '--force', '--volumes', id];

export const imageExistsArguments = (image: string): Arguments => ['image', 'inspect', image, '--format', '{{.Id}}'];

/** References of every tag of an image. */
export const imageListArguments = (image: string): Arguments => [
  ...['image', 'ls', '--filter', `reference=${image}`, '--format', '{{.Repository}}:{{.Tag}}'],
];

/** Takes the tag away; the image goes with its last one. */
export const untagArguments = (reference: string): Arguments => ['image', 'rm', '--no-prune', reference];
