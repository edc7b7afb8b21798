import type { Finding, Side, StageName } from './finding.ts';

/** What is said of every finding of one kind, and its page for `--explain`. */
export interface Rule {
  readonly code: string;
  readonly stage: StageName;
  readonly side: Side;
  /** A few words, e.g. `A change resets a field it did not name`. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly dont?: string;
  /** More for `--explain`, as Markdown: how it comes about, an example before and after. */
  readonly page: string;
}

/** What differs from one finding to the next; may say `fix` more exactly. */
export type Seen = Pick<Finding, 'did' | 'got' | 'expected'> & Partial<Pick<Finding, 'file' | 'line' | 'fix' | 'why'>>;

export interface RuleBook<K extends string> {
  readonly rules: readonly Rule[];
  /** Makes a finding of a rule. */
  readonly find: (name: K, seen: Seen) => Finding;
}

type Written = Omit<Rule, 'stage' | 'side'> & { readonly side?: Side };

/** The rules of one stage. Codes are permanent: they stand in instructions and in what agents have learned. */
export function ruleBook<const K extends string>(stage: StageName, rules: Readonly<Record<K, Written>>): RuleBook<K> {
  const book = new Map<string, Rule>(
    Object.entries<Written>(rules).map(([name, rule]) => [name, { side: 'app', ...rule, stage }]),
  );
  return {
    rules: [...book.values()],
    find: (name, seen) => {
      const { code, side, why, fix, dont } = book.get(name)!;
      return { code, stage, side, why, fix, ...(dont === undefined ? {} : { dont }), ...seen };
    },
  };
}
