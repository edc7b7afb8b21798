import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printJson, writeIfChanged } from '@scalr/fileset';
import {
  callingApps,
  createPlan,
  databaseOwners,
  describePlan,
  type Ground,
  maskPlan,
  type Settings,
} from '@scalr/plan';
import { loadWorkspace } from '@scalr/workspace';
import { expect, it } from 'vitest';

/**
 * One folder a case: `workspace/` and `settings.json` in, `plan.json` and `plan.txt` out. A new case is a new folder;
 * `UPDATE_GOLDEN=1 npx vitest run packages/plan` writes what is expected (then format it), and the difference is reviewed.
 */
const GOLDEN = join(import.meta.dirname, 'golden');
const UPDATE = process.env.UPDATE_GOLDEN === '1';

it.each(await readdir(GOLDEN))('%s', async (name) => {
  const folder = join(GOLDEN, name);
  const { apps, quarantined } = await loadWorkspace(join(folder, 'workspace'));
  const { origin, ...given } = JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8')) as Partial<Settings> &
    Pick<Settings, 'mode'> &
    Pick<Ground, 'origin'>;
  const settings: Settings = {
    identityProvider: 'embedded',
    logLevel: 'info',
    sleepAfterSeconds: 300,
    postgres: { kind: 'embedded', password: 'pw-postgres' },
    cookieKeys: ['cookie-key'],
    acmeEmail: null,
    databasePasswords: Object.fromEntries(databaseOwners(apps).map((owner) => [owner, `pw-${owner}`])),
    appSecrets: Object.fromEntries(callingApps(apps).map((slug) => [slug, `sec-${slug}`])),
    ...given,
  };
  const ground: Ground = {
    origin,
    identityUrl: 'http://127.0.0.1:4999',
    gateway: { address: `127.0.0.1:${origin.port}`, caFile: null },
    backendPort: (slug) => `/run/scalr/${slug}.sock`,
    databaseUrl: ({ role, password, name }, { kind }) =>
      `postgresql://${role}:${password}@${kind === 'server' ? 'db.example.com' : 'localhost'}/${name}`,
    catalogFile: '/run/scalr/catalog.json',
    servers: 'shared',
  };
  const plan = createPlan(apps, quarantined, settings, ground);
  const text = describePlan(plan);
  if (UPDATE) {
    await writeIfChanged(join(folder, 'plan.json'), printJson(plan));
    await writeIfChanged(join(folder, 'plan.txt'), text);
  }
  // As data, since the formatter of the repository sets its own line breaks.
  expect(plan).toEqual(JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')));
  expect(text).toBe(await readFile(join(folder, 'plan.txt'), 'utf8'));
  // The order things are found in must not matter.
  expect(printJson(createPlan(apps.toReversed(), quarantined.toReversed(), settings, ground))).toBe(printJson(plan));
  for (const { password } of plan.databases) expect(printJson(maskPlan(plan))).not.toContain(password);
  for (const secret of Object.values(settings.appSecrets)) expect(printJson(maskPlan(plan))).not.toContain(secret);
});
