import { composeLayout, createComposeEngine } from '@scalr/engine-compose';
import { makePlan } from '@scalr/platform';
import { run } from '@scalr/process';
import { engineContract, installFolder, SLEEP_PROMISE } from '@scalr/testing';
import { readEnvironment } from '@scalr/workspace/environment';
import { afterAll, describe, test } from 'vitest';

const { inherited, installers, docker } = readEnvironment(process.env);
const env = { ...inherited, ...installers, ...docker };
const ids = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };

/** Docker is one for the whole machine: who tests on it says so. */
async function whyNot(): Promise<string | null> {
  if (process.env.SCALR_CONTAINERS !== '1') return 'SCALR_CONTAINERS=1 is not set';
  if (ids.uid !== 0) return 'only root may kill what runs in containers';
  const answer = await run(['docker', 'version'], { env }).catch(() => null);
  return answer?.code === 0 ? null : 'no Docker answers';
}

const reason = await whyNot();

if (reason === null) {
  engineContract({
    name: process.env.SCALR_EDGE === 'stand-in' ? 'compose, behind a stand-in of the edge' : 'compose',
    skip: { [SLEEP_PROMISE]: 'containers always run' },
    // Docker has to notice, the health check to pass, and the edge to hear of it, which gathers for two seconds.
    backWithinMs: 30_000,
    testWithinMs: 300_000,
    open: (root) => {
      const engine = createComposeEngine({
        ...{ layout: composeLayout(root, installFolder(), ids.uid), environment: env, ids },
        provider: async () => 'embedded',
        authentik: async () => null,
      });
      const plan = async () => {
        const ground = await engine.prepare({ port: 8_390 });
        return (await makePlan({ root, mode: 'production', ground, former: null })).plan;
      };
      return { engine, plan };
    },
  });
  // The data of the identity provider outlive `down`, and the next test begins anew.
  afterAll(async () => {
    const label = 'label=com.docker.compose.project=scalr-auth';
    const { stdout } = await run(['docker', 'volume', 'ls', '--quiet', '--filter', label], { env });
    const names = stdout.split('\n').filter((name) => name !== '');
    if (names.length > 0) await run(['docker', 'volume', 'rm', ...names], { env });
  });
} else {
  describe('engine contract: compose', () => {
    test.skip(`on a Docker of this machine (${reason})`, () => {});
  });
}
