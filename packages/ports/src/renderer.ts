import type { Ground, IdentityProviderName, Plan } from '@scalr/plan';
import type { GroundWish } from './engine.ts';

/** A file as it is to be written. */
export interface RenderedFile {
  readonly content: string | Uint8Array;
  /** Permission bits; left out: 0o644. */
  readonly mode?: number;
}

/** Writes down what an engine would run, without running or asking anything. The same plan gives the same bytes. */
export interface Renderer {
  /** The ground as it is where nothing is remembered: standard ports, and the domain of the wish. */
  ground(wish: GroundWish, provider: IdentityProviderName): Ground;
  /**
   * Path below `out` to file; holds no secret of the plan.
   * @param out absolute path of the folder they will lie in: what is built is named relative to it
   */
  render(plan: Plan, out: string): Promise<ReadonlyMap<string, RenderedFile>>;
}
