import { type ContainerProject, renderProjects } from '@scalr/containers';
import { fileSet } from '@scalr/fileset';
import { SERVER_CASES, type ServerCase, serverPlan } from '@scalr/testing/server-plans';
import { expect, it } from 'vitest';
import { exampleInput } from './example-input.ts';
import { lintProjects } from './lint-compose.ts';

it.each(Object.entries<ServerCase>(SERVER_CASES))('there is nothing to say about %s', async (_, server) => {
  const { plan } = await serverPlan(server);
  expect(lintProjects(renderProjects(plan, exampleInput()))).toEqual([]);
});

it('sees what is wrong with a compose file', () => {
  const project = {
    ...{ name: 'scalr-bad', slug: 'bad', folder: 'apps/bad', files: fileSet([['there/file', '']]), secrets: {} },
    compose: {
      services: {
        one: {
          ...{ image: 'postgres:latest', networks: { gone: null }, secrets: ['unknown'], privileged: true },
          volumes: [
            { type: 'volume', source: 'lost', target: '/a' },
            { type: 'bind', source: './there', target: '/b' },
            { type: 'bind', source: './missing', target: '/c', bind: {} },
          ],
          ports: [{ target: 80, published: '80' }],
          depends_on: { nobody: { condition: 'service_started' } },
        },
        two: { image: 'nginx', ports: [{ target: 8080, published: '80' }] },
      },
      secrets: { unmade: { file: './secrets/unmade' } },
    },
  } as unknown as ContainerProject;
  expect(lintProjects([project, { ...project, name: 'scalr-empty', compose: { services: {} } }])).toEqual([
    'scalr-bad: nobody makes the secret secrets/unmade',
    'scalr-bad one: unknown key privileged',
    'scalr-bad one: unknown key bind',
    'scalr-bad one: network gone is not declared',
    'scalr-bad one: secret unknown is not declared',
    'scalr-bad one: volume lost is not declared',
    'scalr-bad one: service nobody is not declared',
    'scalr-bad one: nobody makes missing',
    'scalr-bad one: image postgres:latest is not of one version',
    'scalr-bad two: image nginx is not of one version',
    'scalr-bad two: publishes *:80/tcp, as scalr-bad one does',
    'scalr-empty: no service',
  ]);
});
