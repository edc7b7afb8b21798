import { type Mode, type Plan, widenChoice } from '@scalr/plan';
import { makePlan } from './make-plan.ts';
import type { Platform } from './platform.ts';

/** The plan as `up` with these slugs would make it now. */
export async function preview({ engine, root }: Platform, mode?: Mode, asked: readonly string[] = []): Promise<Plan> {
  const former = await engine.current();
  const ground = await engine.prepare({});
  const choice = widenChoice(former?.choice ?? null, asked);
  return (await makePlan({ root, mode: mode ?? former?.mode ?? 'edit', ground, choice, asked, former })).plan;
}
