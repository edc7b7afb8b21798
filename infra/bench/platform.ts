import { setTimeout as delay } from 'node:timers/promises';
import { run as runProgram } from '@scalr/process';
import type { Bench, Figure } from './bench.ts';
import { atRest, pssOfTree } from './platform/process-tree.ts';
import { median, percentile } from './platform/statistics.ts';
import { visit, wholePage } from './platform/visit.ts';
import { BenchWorkspace, type UpTimes } from './platform/workspace.ts';

const NODE = 'node -e 0';
const QUIET_MS = 3_000;

/** One measured time, in milliseconds, with the start of Node beside it. */
interface Pair {
  readonly ours: number;
  readonly node: number;
}

interface Bounds {
  readonly rounds: number;
  readonly wakes: number;
  readonly sizes: readonly [number, ...number[]];
  readonly log: (line: string) => void;
}

const bench: Bench = {
  name: 'platform',
  title: 'Platform: start, wake, memory',
  async run({ quick, log }) {
    const bounds: Bounds = { rounds: quick ? 2 : 6, wakes: quick ? 20 : 100, sizes: [5, 50, 500], log };
    const workspaces = new Set<BenchWorkspace>();
    const open = async (apps: number) => {
      const workspace = await BenchWorkspace.create(apps);
      workspaces.add(workspace);
      return workspace;
    };
    const close = async (workspace: BenchWorkspace) => {
      await workspace.remove();
      workspaces.delete(workspace);
    };
    const closeAll = () => Promise.all([...workspaces].map(close));
    // Whoever interrupts a benchmark wants their machine back as it was.
    const interrupted = () => void closeAll().finally(() => process.exit(130));
    process.once('SIGINT', interrupted);
    process.once('SIGTERM', interrupted);
    try {
      const figures = [
        ...(await starts(bounds, open, close)),
        ...(await memory(bounds, open, close)),
        ...(await sizes(bounds, open)),
      ];
      return figures;
    } finally {
      await closeAll();
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
    }
  },
};
export default bench;

type Open = (apps: number) => Promise<BenchWorkspace>;
type Close = (workspace: BenchWorkspace) => Promise<void>;

/** First and later starts, the first page, and waking, in a workspace with the repository's own apps. */
async function starts({ rounds, wakes, log }: Bounds, open: Open, close: Close): Promise<Figure[]> {
  const figures: Figure[] = [];
  const say = (figure: Figure) => {
    figures.push(figure);
    log(line(figure));
  };
  const cold: UpPairs[] = [];
  let workspace = await open(2);
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0) {
      await close(workspace);
      workspace = await open(2);
    }
    cold.push(await timedUp(workspace));
  }
  say(
    times(
      'cold up to the sign-in page',
      cold.map(({ page }) => page),
      'S2',
    ),
  );
  say(
    times(
      'cold up, whole command',
      cold.map(({ command }) => command),
    ),
  );

  await atRest(await workspace.supervisorPid());
  const again: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) again.push((await timedUp(workspace)).command);
  say(times('up when it is up, whole command', again));

  for (const [mode, option] of [
    ['edit', '--edit'],
    ['production', '--prod'],
  ] as const) {
    const warm: UpPairs[] = [];
    const pages: Pair[] = [];
    let files = 0;
    // Once unmeasured: frontends are built or their dependencies prepared, bundles and caches written.
    await workspace.up(option);
    await wholePage(workspace.url('portal'));
    await atRest(await workspace.supervisorPid());
    for (let round = 0; round < rounds; round += 1) {
      await workspace.down();
      warm.push(await timedUp(workspace, option));
      const node = await startOfNode();
      const begun = performance.now();
      files = await wholePage(workspace.url('portal'));
      pages.push({ ours: performance.now() - begun, node });
    }
    say(
      times(
        `warm up to the sign-in page, ${mode}`,
        warm.map(({ page }) => page),
      ),
    );
    say(
      times(
        `the same inside the supervisor, ${mode}`,
        warm.map(({ inside }) => inside),
        'S1',
      ),
    );
    say(
      times(
        `warm up, whole command, ${mode}`,
        warm.map(({ command }) => command),
        'S1',
      ),
    );
    say(times(`first portal page after up, ${files} files, ${mode}`, pages));
  }
  for (const figure of await waking(workspace, wakes)) say(figure);
  await close(workspace);
  return figures;
}

/** The first request to an app whose backend sleeps. The workspace is up in production mode. */
async function waking(workspace: BenchWorkspace, wakes: number): Promise<Figure[]> {
  await workspace.down();
  workspace.set('SCALR_SLEEP_AFTER_SECONDS', '1');
  await workspace.up('--prod');
  await atRest(await workspace.supervisorPid());
  const pairs: Pair[] = [];
  for (let round = -2; round < wakes; round += 1) {
    while (!(await workspace.isAsleep('hello'))) await delay(50);
    // The next spare is warm by then, as it is for a person who comes back to an app.
    await delay(1_000);
    const node = round % 5 === 0 ? await startOfNode() : (pairs.at(-1)?.node ?? (await startOfNode()));
    const begun = performance.now();
    const { status } = await visit(`${workspace.url('hello')}/api/health`);
    const ours = performance.now() - begun;
    if (status !== 200) throw new Error(`a sleeping app answered ${status}`);
    // The first ones fill caches.
    if (round >= 0) pairs.push({ ours, node });
  }
  const ours = pairs.map((pair) => pair.ours);
  const node = median(pairs.map((pair) => pair.node));
  const figure = (name: string, value: number): Figure => ({
    ...{ name: `wake of a sleeping app, ${name}`, unit: 'ms', ours: value, best: Math.min(...ours) },
    ...{ peer: { name: NODE, value: node }, ratio: value / node, target: name === 'p95' ? null : 'W1' },
  });
  return [figure('p50', median(ours)), figure('p95', percentile(ours, 0.95)), figure('p99', percentile(ours, 0.99))];
}

/** What a platform at rest holds, and what each app adds that is awake. */
async function memory({ log }: Bounds, open: Open, close: Close): Promise<Figure[]> {
  const figures: Figure[] = [];
  const plain = (name: string, value: number, target: string | null) => {
    const figure: Figure = { ...{ name, unit: 'MB', ours: value, best: value }, peer: null, ratio: null, target };
    figures.push(figure);
    log(line(figure));
  };
  for (const apps of [5, 50]) {
    const workspace = await open(apps);
    await workspace.up('--prod');
    // Building is over and done when one starts it again.
    await atRest(await workspace.supervisorPid());
    await workspace.down();
    await workspace.up('--prod');
    const supervisor = await workspace.supervisorPid();
    await atRest(supervisor);
    await delay(QUIET_MS);
    const asleep = pssOfTree(supervisor);
    if (asleep === null) {
      log('this system does not tell proportional memory');
      await close(workspace);
      return figures;
    }
    plain(`platform at rest, ${apps} apps asleep`, asleep, apps === 50 ? 'M1' : null);
    if (apps === 5) {
      const awake = ['hello', 'hello-3', 'hello-4'];
      for (const slug of awake) {
        await visit(`${workspace.url(slug)}/api/health`);
        // The next spare is part of the platform at rest and must be there again.
        await delay(1_000);
      }
      await delay(QUIET_MS);
      plain('an app that is awake', ((pssOfTree(supervisor) ?? Number.NaN) - asleep) / awake.length, 'M1');
    }
    await close(workspace);
  }
  return figures;
}

/** What a start costs with many apps beside one with few, in turns. */
async function sizes({ rounds, sizes: [few, ...many], log }: Bounds, open: Open): Promise<Figure[]> {
  const workspaces = new Map<number, BenchWorkspace>();
  for (const apps of [few, ...many]) {
    log(`making a workspace of ${apps} apps ...`);
    const workspace = await open(apps);
    workspaces.set(apps, workspace);
    // Once for its databases, once for what the first start leaves to be cached.
    for (let start = 0; start < 2; start += 1) {
      await workspace.up('--edit');
      await atRest(await workspace.supervisorPid());
      await workspace.down();
    }
  }
  const measured = new Map<number, number[]>([...workspaces.keys()].map((apps) => [apps, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [apps, workspace] of round % 2 === 0 ? workspaces : [...workspaces].reverse()) {
      measured.get(apps)?.push((await workspace.up('--edit')).command);
      await workspace.down();
    }
  }
  const base = measured.get(few) ?? [];
  return many.map((apps) => {
    const ours = measured.get(apps) ?? [];
    const figure: Figure = {
      ...{
        name: `warm up, whole command, ${apps} apps, edit`,
        unit: 'ms',
        ours: median(ours),
        best: Math.min(...ours),
      },
      ...{ peer: { name: `${few} apps`, value: median(base) }, target: apps === 500 ? 'S3' : null },
      ratio: median(ours.map((value, round) => value / (base[round] ?? Number.NaN))),
    };
    log(line(figure));
    return figure;
  });
}

type UpPairs = Readonly<Record<keyof UpTimes, Pair>>;

async function timedUp(workspace: BenchWorkspace, ...options: string[]): Promise<UpPairs> {
  const node = await startOfNode();
  const { command, page, inside } = await workspace.up(...options);
  return { command: { ours: command, node }, page: { ours: page, node }, inside: { ours: inside, node } };
}

/** Median of three, in milliseconds: what this machine's load makes of the least that Node can do. */
async function startOfNode(): Promise<number> {
  const values: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const begun = performance.now();
    await runProgram([process.execPath, '-e', '0'], { env: {} });
    values.push(performance.now() - begun);
  }
  return median(values);
}

function times(name: string, pairs: readonly Pair[], target: string | null = null): Figure {
  return {
    ...{ name, unit: 'ms', ours: median(pairs.map(({ ours }) => ours)) },
    best: Math.min(...pairs.map(({ ours }) => ours)),
    peer: { name: NODE, value: median(pairs.map(({ node }) => node)) },
    ratio: median(pairs.map(({ ours, node }) => ours / node)),
    target,
  };
}

function line({ name, unit, ours, peer, ratio }: Figure): string {
  const beside = peer === null ? '' : `, ${peer.name} ${round(peer.value)}, ratio ${round(ratio ?? Number.NaN)}`;
  return `${name}: ${round(ours)} ${unit}${beside}`;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
