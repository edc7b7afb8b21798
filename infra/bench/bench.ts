/** One measured figure. Ratios come from pairs taken in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | 'req/s' | 'MB' | 'x' | 'sign-ins/s' | 'refreshes/s' | 'tokens/s' | 'files';
  /** Median. */
  readonly ours: number;
  readonly best: number;
  /** Name and median of what stands beside it in the same run. */
  readonly peer: { readonly name: string; readonly value: number } | null;
  /** ours / peer, median of the pairs. */
  readonly ratio: number | null;
  /** The target of docs/content/reference/performance.md this answers, e.g. `G1`. */
  readonly target: string | null;
  readonly note?: string;
}

/** `./scalr bench <name>`: a file of this folder whose default export is one. Never a pass or fail. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  run(options: { readonly quick: boolean; readonly log: (line: string) => void }): Promise<readonly Figure[]>;
}
