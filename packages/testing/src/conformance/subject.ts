import { type BackendRecipe, type BackendStage, backendStage, type RunningBackend } from '../backend-under-test.ts';
import type { UnixAnswer } from '../unix-http.ts';

/** What of an answer has to be the same in every language. */
export type ComparableAnswer = readonly [
  status: number,
  contentType: string | undefined,
  challenge: unknown,
  body: unknown,
];

/** A backend that is being looked at, and what it answered. Its stage and process are there once `open` is through. */
export class ConformanceSubject {
  readonly recipe: BackendRecipe;
  readonly comparable = new Map<string, ComparableAnswer>();
  stage!: BackendStage;
  backend!: RunningBackend;

  constructor(recipe: BackendRecipe) {
    this.recipe = recipe;
  }

  async open(): Promise<void> {
    this.stage = await backendStage();
    this.backend = await this.stage.start(this.recipe);
  }

  call(...args: Parameters<RunningBackend['call']>): Promise<UnixAnswer> {
    return this.backend.call(...args);
  }

  /** Remembers an answer for the comparison. */
  keep(name: string, answer: UnixAnswer): UnixAnswer {
    this.comparable.set(name, toComparable(answer));
    return answer;
  }
}

/** A line of the log; undefined: it is something else. */
export function parsedLine(line: string): Record<string, unknown> | undefined {
  return line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : undefined;
}

/** Without what differs from run to run, and without the words with which a library says what is wrong with a value. */
function toComparable({ status, headers, text, json }: UnixAnswer): ComparableAnswer {
  const { requestId: _, ...body } = { ...json };
  if (Array.isArray(body.errors)) {
    const places = (body.errors as { in: string; pointer: string }[]).map((one) => `${one.in} ${one.pointer}`);
    body.errors = places.toSorted();
  }
  // Half a character is escaped by one and replaced by the other.
  const sound = JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  ) as unknown;
  return [status, headers['content-type'], headers['www-authenticate'], json === undefined ? text : sound];
}
