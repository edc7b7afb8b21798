import type { Problem } from '@scalr/errors';
import { type Plan, widenChoice } from '@scalr/plan';
import type { Progress } from '@scalr/ports';
import { makePlan } from '../make-plan.ts';
import type { Platform } from '../platform.ts';
import { whileApplying, withAppFiles } from './turn.ts';

export interface Converged {
  readonly plan: Plan;
  /** Of single apps that could not be built. */
  readonly problems: readonly Problem[];
}

export interface ConvergeOptions {
  /** Slug of an app that runs also where only some were asked for. */
  readonly with?: string;
  readonly onProgress?: (progress: Progress) => void;
}

/** Makes the running platform what the files say now. Null: nothing is up, so there is nothing to do. */
export async function converge(platform: Platform, options: ConvergeOptions = {}): Promise<Converged | null> {
  if ((await platform.engine.current()) === null) return null;
  return whileApplying(platform.root, () => convergeInTurn(platform, options));
}

/** The same for who has the turn to apply. */
export async function convergeInTurn(
  { root, engine, identity }: Platform,
  { with: wanted, onProgress = () => {} }: ConvergeOptions = {},
): Promise<Converged | null> {
  for (;;) {
    const former = await engine.current();
    if (former === null) return null;
    const choice = wanted === undefined || former.choice.all ? former.choice : widenChoice(former.choice, [wanted]);
    const ground = await engine.prepare({});
    const { plan } = await withAppFiles(root, () => makePlan({ root, mode: former.mode, ground, choice, former }));
    const { problems, overtaken } = await engine.up(plan, { onProgress });
    if (overtaken) continue;
    await identity.syncClients(plan.clients);
    return { plan, problems };
  }
}
