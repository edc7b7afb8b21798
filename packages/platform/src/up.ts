import type { Problem } from '@scalr/errors';
import type { Mode, Plan } from '@scalr/plan';
import type { FirstSignIn, GroundWish, Progress } from '@scalr/ports';
import { loadSecrets } from '@scalr/workspace';
import { makePlan } from './make-plan.ts';
import type { Platform } from './platform.ts';

export interface UpWish extends GroundWish {
  /** Left out: as it runs now, at first `edit`. */
  readonly mode?: Mode;
  readonly onProgress: (progress: Progress) => void;
}

export interface UpReport {
  readonly plan: Plan;
  /** False: everything already was up as planned. */
  readonly changed: boolean;
  /** Of single apps that could not be built; everything else is up. */
  readonly problems: readonly Problem[];
  /** Worth mending, nothing to stop for. */
  readonly warnings: readonly Problem[];
  /** Only when the first administrator was made just now. The password is told this once. */
  readonly firstSignIn: FirstSignIn | null;
}

/** Brings everything up, or what is missing of it. Returns when the portal answers and somebody can sign in. */
export async function up(platform: Platform, wish: UpWish): Promise<UpReport> {
  const { engine, identity, root } = platform;
  const former = await engine.current();
  const { settings } = await loadSecrets(root, { databases: [] });
  const port = wish.port ?? settings.port;
  const ground = await engine.prepare({ ...wish, ...(port === undefined ? {} : { port }) });
  const { plan, warnings } = await makePlan({ root, mode: wish.mode ?? former?.mode ?? 'edit', ground, former });
  const { changed, problems } = await engine.up(plan, { onProgress: wish.onProgress });
  // Also when nothing changed: an earlier call may have ended between these steps.
  await identity.syncClients(plan.clients);
  return { plan, changed, problems, warnings, firstSignIn: await identity.bootstrap() };
}
