import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileEdge, provideEdge } from '../src/container-edge.ts';

const STAND_IN = 'scalr-test/edge:latest';

describe('the edge that tests of containers run on', () => {
  let folder: string;
  const program = (path: string, script: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, path), 0o755);
  };
  /** What was called, in its order. */
  const called = () =>
    existsSync(join(folder, 'called')) ? readFileSync(join(folder, 'called'), 'utf8').split('\n').slice(0, -1) : [];
  const said: string[] = [];
  const ground = () => ({
    ...{ scripts: join(folder, 'scripts'), folder: '/kept', say: (line: string) => said.push(line) },
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, CALLED: join(folder, 'called') },
  });
  const provide = () => provideEdge(ground());

  /** @param label what the image says it stands in for; null: there is none */
  function machine(label: string | null, { builds, pulls }: { readonly builds: boolean; readonly pulls: boolean }) {
    const inspect = label === null ? 'exit 1' : `echo '${label}'`;
    program(
      'bin/docker',
      `[ "$1 $2" = 'image inspect' ] && { ${inspect}; exit; }\necho "docker $*" >>"$CALLED"\n[ "$1" != pull ] || exit ${pulls ? 0 : 1}`,
    );
    const words = "echo 'some line' >&2; echo 'traefik: there is no Go toolchain' >&2; exit 3";
    program('scripts/traefik/build.sh', `echo "build $*" >>"$CALLED"\n${builds ? '' : words}`);
    program('scripts/edge/build.sh', 'echo "pack $*" >>"$CALLED"');
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'edge-'));
    said.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each(['', 'debian'])('is the image that is there, whatever it is made of (%j)', async (label) => {
    machine(label, { builds: true, pulls: true });
    const { env, close } = await provide();
    await close();
    expect([env, said, called()]).toEqual([{}, [], [`pack ${STAND_IN}`]]);
  });

  it('is built where none is, or where a stand-in was left behind', async () => {
    for (const label of [null, 'edge']) {
      rmSync(join(folder, 'called'), { force: true });
      machine(label, { builds: true, pulls: false });
      const { env, close } = await provide();
      await close();
      expect([env, said, called()]).toEqual([{}, [], ['build /kept/traefik', `pack ${STAND_IN}`]]);
    }
  });

  it('is compiled ahead where none is', async () => {
    machine(null, { builds: true, pulls: false });
    await compileEdge(ground());
    machine('', { builds: true, pulls: false });
    await compileEdge(ground());
    expect([said, called()]).toEqual([[], ['build /kept/traefik compile']]);
  });

  it('is pulled where it cannot be built', async () => {
    machine(null, { builds: false, pulls: true });
    expect((await provide()).env).toEqual({});
    expect([said, called()]).toEqual([
      [],
      ['build /kept/traefik', 'docker pull --quiet traefik:v3.7', `pack ${STAND_IN}`],
    ]);
  });

  it('is a stand-in where neither can be, which is said, and which loses its name at the end', async () => {
    machine(null, { builds: false, pulls: false });
    const { env, close } = await provide();
    expect(env).toEqual({ SCALR_EDGE: 'stand-in' });
    expect(said).toEqual([
      'edge: the real Traefik could not be built here (there is no Go toolchain); a label-driven stand-in for tests is used',
    ]);
    expect(called().at(-1)).toBe(`pack ${STAND_IN} traefik:v3.7`);
    await close();
    expect(called().at(-1)).toBe('docker image rm traefik:v3.7');
  });
});
