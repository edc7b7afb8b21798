import { createSwarmEngine, makeAdminFolder, readProjects, swarmLayout } from '@scalr/engine-swarm';
import { makePlan } from '@scalr/platform';
import { engineContract, FASTAPI_PROMISE, installFolder, SITE_PROMISE, SLEEP_PROMISE } from '@scalr/testing';
import { readEnvironment } from '@scalr/workspace/environment';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Door, openDoor } from './door.ts';
import { missingForNodes, Nodes } from './nodes.ts';

const IMAGES = ['node:24-slim', 'postgres:16', 'nginx:1.28', 'traefik:v3.7'];
const WITH_COMPOSE = 'the image is held against it with Compose';
const ids = { uid: 0, gid: 0 };
const reason = missingForNodes();

if (reason === null) {
  const nodes = new Nodes({ number: 78, count: 1 });
  const { installers } = readEnvironment(process.env);
  const environment = { ...installers, ...nodes.environmentOf(1) };
  let door: Door | undefined;

  beforeAll(async () => {
    await nodes.script('up');
    await nodes.script('offer', ...IMAGES);
    for (const label of ['scalr.data=true', 'scalr.edge=true'])
      await nodes.docker(1, 'node', 'update', '--label-add', label, 'n1');
    // What the suite asks is at this machine's own address, and the edge is at the node's.
    door = await openDoor(nodes.addressOf(1));
  }, 180_000);

  engineContract({
    name: 'swarm',
    skip: { [SLEEP_PROMISE]: 'tasks always run', [FASTAPI_PROMISE]: WITH_COMPOSE, [SITE_PROMISE]: WITH_COMPOSE },
    // The swarm has to notice, to wait for two seconds, and to see a healthy task before it says its name to anybody.
    backWithinMs: 60_000,
    takesBack: true,
    testWithinMs: 300_000,
    open: (root) => {
      const layout = swarmLayout(root, installFolder(), ids.uid);
      const engine = createSwarmEngine({
        ...{ layout, environment, replicas: 1 },
        ...{ provider: async () => 'embedded', registry: async () => null },
        projects: async (plan, { out, tagOf, hashKey }) => {
          await makeAdminFolder(layout, ids);
          return readProjects(plan, { layout, ids, authentik: async () => null, hashKey }, { out, tagOf });
        },
      });
      const plan = async () => {
        const ground = await engine.prepare({ port: (door as Door).port });
        return (await makePlan({ root, mode: 'production', ground, former: null })).plan;
      };
      return { engine, plan };
    },
  });

  afterAll(async () => {
    await door?.close();
    await nodes.script('down');
  }, 60_000);
} else {
  describe('engine contract: swarm', () => {
    test.skip(`on a swarm of one real node (${reason})`, () => {});
  });
}
