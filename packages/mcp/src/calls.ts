import type { ToolAnswer } from './tool.ts';

/** What came of a call within its time. */
export type CallOutcome =
  | { readonly state: 'done'; readonly answer: ToolAnswer }
  | { readonly state: 'working'; readonly seconds: number; readonly known: readonly string[] };

interface Work {
  readonly startedAt: number;
  readonly known: string[];
  readonly answer: Promise<ToolAnswer>;
}

/** How long an answer waits for somebody to fetch it. */
const KEPT_MS = 10 * 60_000;

/**
 * Work that outlives the call which began it. The same call made again waits for the same work, and takes its answer;
 * nothing is ever begun twice because somebody was impatient.
 */
export class Calls {
  readonly #limitMs: number;
  readonly #working = new Map<string, Work>();

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** @throws what the work throws, to whoever waits for it then */
  async take(key: string, begin: (report: (line: string) => void) => Promise<ToolAnswer>): Promise<CallOutcome> {
    const work = this.#working.get(key) ?? this.#begin(key, begin);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, this.#limitMs, 'late');
    });
    try {
      const first = await Promise.race([work.answer, late]);
      if (first === 'late') {
        return { state: 'working', seconds: Math.round((Date.now() - work.startedAt) / 1_000), known: [...work.known] };
      }
      this.#forget(key, work);
      return { state: 'done', answer: first };
    } catch (error) {
      this.#forget(key, work);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #begin(key: string, begin: (report: (line: string) => void) => Promise<ToolAnswer>): Work {
    const known: string[] = [];
    const answer = begin((line) => known.push(line));
    const work = { startedAt: Date.now(), known, answer };
    this.#working.set(key, work);
    const keep = () => {
      setTimeout(() => this.#forget(key, work), KEPT_MS).unref();
    };
    answer.then(keep, keep);
    return work;
  }

  #forget(key: string, work: Work): void {
    if (this.#working.get(key) === work) this.#working.delete(key);
  }
}
