import { EDGE_IMAGE } from '@scalr/containers';
import { run } from '@scalr/process';

/** An edge that the suite is held against. */
export interface Edge {
  /** In the names of tests. */
  readonly name: string;
  readonly image: string;
}

/** The stand-in by a name of its own, which it has beside the real one too: infra/containers/edge/build.sh. */
const STAND_IN = 'scalr-test/edge:latest';

async function docker(...args: readonly string[]): Promise<string | null> {
  const env = Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value ? [[key, value]] : [])));
  const done = await run(['docker', ...args], { env, timeoutMs: 60_000 }).catch(() => null);
  return done?.code === 0 ? done.stdout.trim() : null;
}

/** The image by this name; that of a stand-in says so by a label, as those do that it is built from. */
async function found(image: string): Promise<'real' | 'stand-in' | 'none'> {
  const label = '{{with .Config.Labels}}{{index . "standin"}}{{end}}';
  const said = await docker('image', 'inspect', '--format', label, image);
  return said === null ? 'none' : said === 'edge' ? 'stand-in' : 'real';
}

/** Every edge that this machine has; why the suite cannot run, where it has none. */
export async function findEdges(): Promise<{ readonly edges: readonly Edge[]; readonly reason: string | null }> {
  if (process.env.SCALR_CONTAINERS !== '1') return skipped('SCALR_CONTAINERS is not 1');
  if ((await docker('version')) === null) return skipped('no Docker answers');
  const [edge, own] = await Promise.all([found(EDGE_IMAGE), found(STAND_IN)]);
  const isReal = edge === 'real';
  const edges: readonly Edge[] = [
    ...(isReal ? [{ name: 'Traefik', image: EDGE_IMAGE }] : []),
    ...(own === 'none' ? [] : [{ name: `a stand-in${isReal ? '' : ', no Traefik is here'}`, image: STAND_IN }]),
  ];
  if (edges.length > 0) return { edges, reason: null };
  return skipped(
    `no image ${EDGE_IMAGE}: infra/containers/traefik/build.sh, or infra/containers/edge/build.sh ${STAND_IN}`,
  );
}

/** One that has no image, so that the suite can say why it is left out. */
const skipped = (reason: string) => ({ edges: [{ name: `skipped: ${reason}`, image: '' }], reason });
