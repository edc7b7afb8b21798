import type { Mode, Plan } from '@scalr/plan';
import { makePlan } from './make-plan.ts';
import type { Platform } from './platform.ts';

/** The plan as `up` would make it now. */
export async function preview({ engine, root }: Platform, mode?: Mode): Promise<Plan> {
  const former = await engine.current();
  const ground = await engine.prepare({});
  return (await makePlan({ root, mode: mode ?? former?.mode ?? 'edit', ground, former })).plan;
}
