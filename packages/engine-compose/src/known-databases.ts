import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printJson, writeIfChanged } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import { z } from 'zod';
import type { ComposeLayout } from './layout.ts';

const knownSchema = z.record(z.string(), z.string());
const fileOf = ({ folder }: ComposeLayout) => join(folder, 'databases.json');

/** Owner (slug or `auth`) by name of every database that ever was, since that of an app that is gone stays. */
export async function databaseOwner(layout: ComposeLayout, name: string): Promise<string | null> {
  const known = await readKnown(layout);
  return Object.hasOwn(known, name) ? (known[name] ?? null) : null;
}

/** Everybody who ever had one. */
export async function databaseOwners(layout: ComposeLayout): Promise<readonly string[]> {
  return [...new Set(Object.values(await readKnown(layout)))];
}

export async function rememberDatabases(layout: ComposeLayout, { databases }: Plan): Promise<void> {
  const now = Object.fromEntries(databases.map(({ name, owner }) => [name, owner]));
  await writeIfChanged(fileOf(layout), printJson({ ...(await readKnown(layout)), ...now }), { mode: 0o600 });
}

async function readKnown(layout: ComposeLayout): Promise<z.infer<typeof knownSchema>> {
  try {
    return knownSchema.parse(JSON.parse(await readFile(fileOf(layout), 'utf8')));
  } catch {
    return {};
  }
}
