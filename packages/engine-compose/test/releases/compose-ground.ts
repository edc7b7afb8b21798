import { composeLayout, createComposeEngine, createComposeReleases } from '@scalr/engine-compose';
import { makePlan } from '@scalr/platform';
import { installFolder } from '@scalr/testing';
import { readEnvironment } from '@scalr/workspace/environment';

const { inherited, installers, docker } = readEnvironment(process.env);

/** Of the docker command line. */
export const dockerEnvironment = { ...inherited, ...installers, ...docker };

export const PORT = 8_391;

/** A workspace in production on the Docker of this machine; the same again in every process. */
export function composeGround(root: string) {
  const ids = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
  const options = {
    ...{ layout: composeLayout(root, installFolder(), ids.uid), environment: dockerEnvironment, ids },
    authentik: async () => null,
  };
  const engine = createComposeEngine({ ...options, provider: async () => 'embedded' });
  const plan = async () => {
    const ground = await engine.prepare({ port: PORT });
    return (await makePlan({ root, mode: 'production', ground, former: null })).plan;
  };
  return { engine, releases: createComposeReleases(options), plan };
}
