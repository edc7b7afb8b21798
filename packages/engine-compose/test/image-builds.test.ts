import { renderProjects } from '@scalr/containers';
import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { expect, test } from 'vitest';
import { exampleInput } from '../../containers/test/example-input.ts';
import { bakeFile, imageBuilds } from '../src/image-builds.ts';

test('every image is built from the repository, with the folder of its app beside it', async () => {
  const { plan } = await serverPlan(SERVER_CASES['localhost-production']);
  const input = exampleInput();
  const builds = imageBuilds(renderProjects(plan, input), input.out);
  const backend = builds.find(({ image }) => image === 'scalr/ledger-backend');
  const { folder } = plan.apps.find(({ slug }) => slug === 'ledger') ?? { folder: '' };
  expect(backend).toMatchObject({
    project: 'scalr-ledger',
    context: input.install,
    contexts: { app: `${input.workspace}/${folder}` },
  });
  expect(new Set(builds.map(({ image }) => image)).size).toBe(builds.length);
  expect(bakeFile(backend === undefined ? [] : [backend])).toMatchObject({
    target: { 'scalr-ledger-backend': { context: input.install, tags: ['scalr/ledger-backend:latest'] } },
  });
});
