import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSet, writeFileSet } from '@scalr/fileset';
import { callingApps, createPlan, databaseOwners, EVERY_APP, type Mode, type Plan } from '@scalr/plan';
import type { Renderer } from '@scalr/ports';
import { loadWorkspace, readSettings } from '@scalr/workspace';

export interface RenderWish {
  readonly root: string;
  readonly mode: Mode;
  /** Absolute path; made where it is missing. */
  readonly out: string;
}

export interface RenderReport {
  readonly plan: Plan;
  /** Below `out`. Sorted. */
  readonly files: readonly string[];
  /** Those of them that were not there as they are now. */
  readonly written: readonly string[];
  /** What an earlier call wrote there and this one no longer has. */
  readonly removed: readonly string[];
}

/** Names every file that was rendered, so that those of an app that is gone are found again. */
const LIST = '.rendered';

/** Stands where a secret would: rendered files hold none, and none is made for them. */
const UNSAID = 'not-rendered';

/** Writes the files with which an engine would run the workspace, and nothing else. */
export async function renderFiles(renderer: Renderer, { root, mode, out }: RenderWish): Promise<RenderReport> {
  const [{ apps, quarantined }, settings] = await Promise.all([loadWorkspace(root), readSettings(root)]);
  const unsaid = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, UNSAID]));
  const wish = {
    ...(settings.publicDomain === undefined ? {} : { domain: settings.publicDomain }),
    ...(settings.port === undefined ? {} : { port: settings.port }),
  };
  const ground = renderer.ground(wish, settings.identityProvider);
  const plan = createPlan(
    apps,
    quarantined,
    {
      mode,
      identityProvider: settings.identityProvider,
      logLevel: settings.logLevel,
      sleepAfterSeconds: settings.sleepAfterSeconds,
      postgres: { kind: 'embedded', password: UNSAID },
      cookieKeys: [UNSAID],
      acmeEmail: settings.acmeEmail ?? null,
      databasePasswords: unsaid(databaseOwners(apps)),
      appSecrets: unsaid(callingApps(apps)),
    },
    ground,
    EVERY_APP,
  );
  const rendered = [...(await renderer.render(plan, out))];
  const paths = rendered.map(([path]) => path).sort();
  const files = fileSet([...rendered, [LIST, `${paths.join('\n')}\n`]]);
  const previous = (await readFile(join(out, LIST), 'utf8').catch(() => '')).split('\n').filter((path) => path !== '');
  const { written, removed } = await writeFileSet(out, files, { previous });
  return { plan, files: paths, written: written.filter((path) => path !== LIST), removed };
}
