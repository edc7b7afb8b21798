import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground, Plan } from '@scalr/plan';
import type { Databases, Engine, Progress } from '@scalr/ports';
import { exampleWorkspace, type FakeReleases, fakeReleases } from '@scalr/testing';
import { makePlan, type Platform } from '../../src/index.ts';

const ground: Ground = {
  origin: { scheme: 'http', domain: 'localhost', port: 80 },
  ...{ identityUrl: 'http://auth:8081', gateway: { address: 'gateway:80', caFile: null }, servers: 'own' },
  backendPort: () => '8080',
  databaseUrl: ({ role, name }) => `postgresql://${role}@db:5432/${name}`,
  catalogFile: '/run/scalr/catalog/catalog.json',
};

export interface ReleasePlatform extends FakeReleases {
  readonly root: string;
  /** What the use cases are given. */
  readonly platform: Platform;
  /** Databases that were saved, by name. */
  readonly saved: string[];
  /** From now on the database cannot be saved. */
  failSaving(error: Error): void;
  runs(change: Partial<Plan> | null): void;
  addMigration(name: string): void;
  remove(): void;
}

/** Two apps in production, `notes` with a database, on an engine that only remembers. */
export async function releasePlatform(): Promise<ReleasePlatform> {
  const { root, remove } = exampleWorkspace('two-apps');
  const { plan } = await makePlan({ root, mode: 'production', ground, former: null });
  let current: Plan | null = plan;
  const engine: Pick<Engine, 'current' | 'prepare'> = {
    current: async () => current,
    prepare: async () => ground,
  };
  const saved: string[] = [];
  let broken: Error | null = null;
  const databases: Pick<Databases, 'exists' | 'save'> = {
    exists: async () => true,
    save: async (name, folder) => {
      mkdirSync(folder, { recursive: true });
      if (broken !== null) throw broken;
      writeFileSync(join(folder, 'rows'), name);
      saved.push(name);
      return { tables: [] };
    },
  };
  const fake = fakeReleases();
  fake.serving.set('notes', { backend: 'b1', frontend: 'f1' });
  fake.serving.set('quiet', { backend: 'q1' });
  fake.serving.set('portal', { frontend: 'p1' });
  fake.stored.set('notes', new Set(['b1', 'f1']));
  const platform = {
    ...{ root, engine, databases, releases: fake.releases },
    identity: { syncClients: async () => {} },
  } as unknown as Platform;
  return {
    ...fake,
    ...{ root, platform, saved, remove },
    failSaving: (error) => {
      broken = error;
    },
    runs: (change) => {
      current = change === null ? null : { ...plan, ...change };
    },
    addMigration: (name) => {
      const folder = join(root, 'apps/products/notes/backend/migrations', name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'migration.sql'), 'select 1;\n');
    },
  };
}

/** Steps as they were said: `notes build done`. */
export function listener(): { readonly steps: string[]; readonly onProgress: (progress: Progress) => void } {
  const steps: string[] = [];
  return { steps, onProgress: ({ step, state }) => void (state === 'begin' || steps.push(`${step} ${state}`)) };
}
