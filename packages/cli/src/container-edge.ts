import { join } from 'node:path';
import { EDGE_IMAGE } from '@scalr/containers';
import { run } from '@scalr/process';

const BUILDING_MS = 15 * 60_000;
const PACKING_MS = 5 * 60_000;
/** Long enough for an image that can be had; who reaches no registry is not to wait for it. */
const PULLING_MS = 60_000;

/** The stand-in has a name of its own too: tests of routing run on both. */
const STAND_IN = 'scalr-test/edge:latest';

export interface EdgeGround {
  /** `infra/containers` of this checkout. */
  readonly scripts: string;
  /** What was built is kept there. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Told what whoever reads the run must know. */
  readonly say: (line: string) => void;
}

/** The edge that tests of containers run on. */
export interface TestEdge {
  /** What tests are told, so that their names say it. */
  readonly env: Readonly<Record<string, string>>;
  /** Takes the name of the real edge from a stand-in, so that no platform is served by it. */
  close(): Promise<void>;
}

/**
 * Sees to it that there is an image under the name by which the gateway's project asks for Traefik: one that is there,
 * one that is built from its Go module, one of a registry; where none of that can be, a stand-in for tests.
 */
export async function provideEdge(ground: EdgeGround): Promise<TestEdge> {
  const reason = (await hasTraefik(ground)) ? null : await reasonWithout(ground);
  const names = reason === null ? [STAND_IN] : [STAND_IN, EDGE_IMAGE];
  const packed = await attempt(ground, [join(ground.scripts, 'edge/build.sh'), ...names], PACKING_MS);
  if (packed !== null) ground.say(`edge: the stand-in for tests could not be packed (${packed})`);
  if (reason === null) return { env: {}, close: async () => {} };
  const instead = packed === null ? 'a label-driven stand-in for tests is used' : 'what needs it is skipped';
  ground.say(`edge: the real Traefik could not be built here (${reason}); ${instead}`);
  return {
    env: { SCALR_EDGE: 'stand-in' },
    close: async () => {
      await attempt(ground, ['docker', 'image', 'rm', EDGE_IMAGE], PULLING_MS);
    },
  };
}

/**
 * What takes longest of it, for when the processor has nothing else to do: base images are fetched meanwhile. Nobody
 * need look at how it ends; {@link provideEdge} goes on from there.
 */
export async function compileEdge(ground: EdgeGround): Promise<void> {
  if (await hasTraefik(ground)) return;
  await attempt(
    ground,
    [join(ground.scripts, 'traefik/build.sh'), join(ground.folder, 'traefik'), 'compile'],
    BUILDING_MS,
  );
}

/** A stand-in that a run left behind, which was broken off, is no Traefik. */
async function hasTraefik({ env }: EdgeGround): Promise<boolean> {
  const label = '{{with .Config.Labels}}{{index . "standin"}}{{end}}';
  const asked = await run(['docker', 'image', 'inspect', '--format', label, EDGE_IMAGE], { env }).catch(() => null);
  return asked?.code === 0 && asked.stdout.trim() !== 'edge';
}

/** Null: it could be built or pulled; else why it could not be built. */
async function reasonWithout(ground: EdgeGround): Promise<string | null> {
  const build = [join(ground.scripts, 'traefik/build.sh'), join(ground.folder, 'traefik')] as const;
  const reason = await attempt(ground, build, BUILDING_MS);
  if (reason === null) return null;
  const pulled = await attempt(ground, ['docker', 'pull', '--quiet', EDGE_IMAGE], PULLING_MS);
  return pulled === null ? null : reason;
}

/** Null: it worked; else its last words. */
async function attempt(
  { env, scripts }: EdgeGround,
  command: readonly [string, ...string[]],
  timeoutMs: number,
): Promise<string | null> {
  try {
    const { code, stderr } = await run(command, { cwd: scripts, env, timeoutMs });
    const last =
      stderr
        .trim()
        .split('\n')
        .at(-1)
        ?.replace(/^traefik: /, '') ?? '';
    return code === 0 ? null : last === '' ? `it ended with ${code}` : last;
  } catch (error) {
    return (error as Error).message;
  }
}
