import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run as runProgram } from '@scalr/process';
import type { Bench, Figure } from './bench.ts';
import { median } from './platform/statistics.ts';
import { wholePage } from './platform/visit.ts';
import { BenchWorkspace } from './platform/workspace.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Made {
  /** The whole command: files, database, client, route, first boot, smoke checks. It ends after a 200 of `/api/me`. */
  readonly command: number;
  /** From the command's start to every file of the first page. */
  readonly page: number;
  /** `node -e 0` of the same minute. */
  readonly node: number;
}

const bench: Bench = {
  name: 'new-app',
  title: 'New apps: from one sentence to a running app',
  async run({ quick, log }) {
    const rounds = quick ? 2 : 6;
    const workspace = await BenchWorkspace.ofRepository();
    const cleanUp = () => void workspace.remove().finally(() => process.exit(130));
    process.once('SIGINT', cleanUp);
    try {
      await workspace.up();
      const figures: Figure[] = [];
      for (const backend of ['typescript', 'fastapi'] as const) {
        const cold = await make(workspace, backend, 0);
        const warm: Made[] = [];
        for (let round = 1; round <= rounds; round += 1) warm.push(await make(workspace, backend, round));
        figures.push(figure(`new-app to 200 on /api/me, ${backend}, first one`, [cold], 'command'));
        figures.push(figure(`new-app to 200 on /api/me, ${backend}, warm`, warm, 'command', 'N1'));
        figures.push(figure(`new-app to its first page, ${backend}, warm`, warm, 'page', 'N1'));
        for (const one of figures.slice(-3)) log(`${one.name}: ${Math.round(one.ours)} ms`);
      }
      return [...figures, ...(await sizes(workspace))];
    } finally {
      process.off('SIGINT', cleanUp);
      await workspace.remove();
    }
  },
};
export default bench;

async function make(workspace: BenchWorkspace, backend: string, round: number): Promise<Made> {
  const slug = `app-${backend}-${round}`;
  const begun = performance.now();
  await workspace.scalr(
    'new-app',
    `App ${backend} ${round}`,
    '--slug',
    slug,
    '--description',
    'Measured.',
    '--backend',
    backend,
  );
  const command = performance.now() - begun;
  await wholePage(workspace.url(slug));
  const page = performance.now() - begun;
  const started = performance.now();
  await runProgram([process.execPath, '-e', '0'], { env: {} });
  return { command, page, node: performance.now() - started };
}

function figure(name: string, made: readonly Made[], which: 'command' | 'page', target: string | null = null): Figure {
  const values = made.map((one) => one[which]);
  return {
    ...{ name, unit: 'ms', ours: median(values), best: Math.min(...values), target },
    peer: { name: 'node -e 0', value: median(made.map(({ node }) => node)) },
    ratio: median(made.map((one) => one[which] / one.node)),
  };
}

/** What a newcomer sees of an app, and what one more kind of record costs. */
async function sizes(workspace: BenchWorkspace): Promise<Figure[]> {
  const files = below('template-app').filter((path) => !/backend-fastapi|\/test\//.test(path));
  const lines = files.map((path) => readFileSync(join(ROOT, path), 'utf8').split('\n').length);
  const app = join(workspace.root, 'apps/products/app-typescript-1');
  const before = contents(app);
  await workspace.scalr(
    'add',
    'entity',
    'rooms',
    'name:string',
    'seats:int',
    '--access',
    'owner',
    '--app',
    'app-typescript-1',
  );
  const after = contents(app);
  const written = [...after.keys()].filter((path) => !before.has(path));
  const edited = [...before].filter(([path, text]) => after.get(path) !== text);
  const count = (name: string, ours: number, note: string): Figure => ({
    ...{ name, unit: 'files', ours, best: ours, peer: null, ratio: null, target: null, note },
  });
  return [
    count('files of a new app', files.length, `${lines.reduce((sum, one) => sum + one, 0)} lines, tests left out`),
    count('files written for one more kind of record', written.length, `${edited.length} edited`),
  ];
}

function contents(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true }).map(String);
  const plain = files.filter((name) => !/node_modules|__pycache__/.test(name) && statSync(join(folder, name)).isFile());
  return new Map(plain.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function below(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => `${folder}/${String(name)}`)
    .filter((path) => !/node_modules|__pycache__/.test(path) && statSync(join(ROOT, path)).isFile());
}
