import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';
import { table } from '../terminal.ts';

/** As `infra/bench/bench.ts` says it; only its shape is needed here. */
interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly best: number;
  readonly peer: { readonly name: string; readonly value: number } | null;
  readonly ratio: number | null;
  readonly target: string | null;
  readonly note?: string;
}

interface Bench {
  readonly name: string;
  readonly title: string;
  run(options: { readonly quick: boolean; readonly log: (line: string) => void }): Promise<readonly Figure[]>;
}

export default {
  summary: 'Measure: figures beside a peer in the same run, never a pass or fail',
  configure(command, act) {
    command.argument('[names...]', 'benchmarks; left out: all').option('--quick', 'fewer rounds').action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, names: readonly string[], options: { readonly quick?: true }) {
  const benches = await load(join(context.installFolder, 'infra/bench'));
  const known = benches.map(({ name }) => name).join(', ');
  for (const name of names)
    if (!benches.some((bench) => bench.name === name)) throw errors.error('unknownBench', { name, known });
  const log = (line: string) => context.streams.stderr.write(`${line}\n`);
  const data = [];
  const text = [];
  for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
    log(`${bench.title} ...`);
    const figures = await bench.run({ quick: options.quick === true, log });
    data.push({ name: bench.name, title: bench.title, figures });
    text.push(
      `${bench.title}\n${table([['FIGURE', 'MEDIAN', 'BEST', 'PEER', 'RATIO', 'TARGET'], ...figures.map(row)])}\n`,
    );
  }
  return { data, text: text.join('\n') };
}

async function load(folder: string): Promise<readonly Bench[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'bench.ts');
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(folder, file)).href)));
  return modules.flatMap((module: { default?: Bench }) => (module.default === undefined ? [] : [module.default]));
}

function row({ name, unit, ours, best, peer, ratio, target, note }: Figure): string[] {
  const peerText = peer === null ? '-' : `${peer.name} ${round(peer.value)}`;
  const figure = [
    name,
    `${round(ours)} ${unit}`,
    round(best),
    peerText,
    ratio === null ? '-' : `${ratio.toFixed(2)} x`,
  ];
  return [...figure, [target ?? '', note ?? ''].filter(Boolean).join(' ')];
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
