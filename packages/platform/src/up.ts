import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '@scalr/errors';
import { type Mode, type Plan, widenChoice } from '@scalr/plan';
import type { FirstSignIn, GroundWish, Progress } from '@scalr/ports';
import { loadSecrets } from '@scalr/workspace';
import { errors } from './errors.ts';
import { whileApplying, withAppFiles } from './life/turn.ts';
import { makePlan } from './make-plan.ts';
import type { Platform } from './platform.ts';

export interface UpWish extends GroundWish {
  /** Left out: as it runs now, at first `edit`. */
  readonly mode?: Mode;
  /** Slugs of the apps that are wanted, beside what runs. Left out or empty: every app but the template. */
  readonly apps?: readonly string[];
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

/**
 * Brings up what is wanted, or what is missing of it, and ends nothing. Returns when the portal answers and somebody
 * can sign in.
 * @throws ScalrError `APP_UNKNOWN`, `APP_ARCHIVED`, or what is wrong with an app that is asked for
 */
export async function up(platform: Platform, wish: UpWish): Promise<UpReport> {
  const { engine, identity, root } = platform;
  const { apps: asked = [] } = wish;
  const former = await engine.current();
  const { settings } = await loadSecrets(root, { databases: [] });
  const port = wish.port ?? settings.port;
  const choice = widenChoice(former?.choice ?? null, asked);
  const { publicDomain: domain, identityProvider: provider } = settings;
  const { providers, publicDomain } = engine.capabilities;
  if (!providers.includes(provider)) {
    throw errors.error('providerUnsupported', { engine: engine.name, provider, can: providers.join(', ') });
  }
  const wanted = {
    ...wish,
    ...(port === undefined ? {} : { port }),
    ...(domain === undefined || !publicDomain ? {} : { domain }),
  };
  const ground = await engine.prepare(wanted);
  const mode = wish.mode ?? former?.mode ?? 'edit';
  const { plan, warnings, result } = await whileApplying(root, async () => {
    const made = await withAppFiles(root, () => makePlan({ root, mode, ground, choice, asked, former }));
    const result = await engine.up(made.plan, { onProgress: wish.onProgress }).catch(async (error: unknown) => {
      // Somebody may have taken the port between the look at it and the gateway: then there is another ground now.
      if (isDeepStrictEqual((await engine.prepare(wanted)).origin, ground.origin)) throw error;
      return null;
    });
    if (result === null) return { ...made, result };
    // Also when nothing changed: an earlier call may have ended between these steps.
    if (!result.overtaken) await identity.syncClients(made.plan.clients);
    return { ...made, result };
  });
  if (result === null || result.overtaken) return up(platform, wish);
  const { changed, problems } = result;
  return { plan, changed, problems, warnings, firstSignIn: await identity.bootstrap() };
}
