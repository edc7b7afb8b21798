import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printJson, writeIfChanged } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import { z } from 'zod';
import type { SwarmLayout } from './layout.ts';

const schema = z.record(z.string(), z.string());
const fileOf = ({ folder }: SwarmLayout) => join(folder, 'databases.json');

/** Owner (slug or `auth`) by name of every database that ever was, since that of an app that is gone stays. */
export async function readOwners(layout: SwarmLayout): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(fileOf(layout), 'utf8').catch(() => '{}');
  return schema.parse(JSON.parse(text));
}

export async function rememberOwners(layout: SwarmLayout, { databases }: Plan): Promise<void> {
  const now = Object.fromEntries(databases.map(({ name, owner }) => [name, owner]));
  await writeIfChanged(fileOf(layout), printJson({ ...(await readOwners(layout)), ...now }), { mode: 0o600 });
}
