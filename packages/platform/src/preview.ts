import type { Mode, Plan } from '@scalr/plan';
import { makePlan } from './make-plan.ts';
import type { Platform } from './platform.ts';

/** The plan as `up` would make it now. */
export async function preview({ engine, root }: Platform, mode?: Mode): Promise<Plan> {
  const current = await engine.current();
  return makePlan(root, mode ?? current?.mode ?? 'edit', await engine.prepare({}));
}
