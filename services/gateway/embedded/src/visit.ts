import type { RequestHead } from './request-head.ts';
import type { Site } from './site.ts';
import type { Target } from './target.ts';

/** One request that found its site. */
export interface Visit {
  readonly request: RequestHead;
  readonly site: Site;
  readonly target: Target;
  readonly id: string;
}

/** As much of a visit as is known when a request is turned away. */
export interface Stranger {
  readonly request: RequestHead | null;
  readonly site: Site | null;
  readonly target: Target | null;
  readonly id: string;
}
