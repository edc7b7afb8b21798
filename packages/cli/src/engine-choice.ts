import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@scalr/fileset';
import type { Platform } from '@scalr/platform';
import { ENGINE_NAMES, type EngineName } from '@scalr/ports';
import { readSettings } from '@scalr/workspace';
import { z } from 'zod';
import type { Context } from './context.ts';
import { errors } from './errors.ts';

const remembered = z.enum(ENGINE_NAMES);
const fileOf = (root: string) => join(root, '.scalr/engine');

/** Which engine a command means: the one it names, else `SCALR_ENGINE`, else the one that was brought up last. */
export async function chooseEngine(root: string, named?: EngineName): Promise<EngineName> {
  if (named !== undefined) return named;
  return (await readSettings(root)).engine ?? (await lastEngine(root)) ?? 'native';
}

/** The engine of the last `up`; null: none yet. */
export async function lastEngine(root: string): Promise<EngineName | null> {
  const text = await readFile(fileOf(root), 'utf8').catch(() => '');
  return remembered.safeParse(text.trim()).data ?? null;
}

export async function rememberEngine(root: string, engine: EngineName): Promise<void> {
  if ((await lastEngine(root)) !== engine) await writeFileAtomically(fileOf(root), `${engine}\n`, { mode: 0o600 });
}

/** After an `up` that failed: where nothing came up, commands mean the engine before it again. */
export async function takeBackEngine({ root, engine }: Platform, former: EngineName | null): Promise<void> {
  if (former === engine.name) return;
  if ((await engine.current().catch(() => null)) === null) await rememberEngine(root, former ?? 'native');
}

/**
 * Two engines at once would fight for the same ports, and each would have data of its own.
 * @throws ScalrError `ENGINE_OTHER_UP`
 */
export async function refuseSecondEngine(context: Context, { root, engine }: Platform): Promise<void> {
  const last = await lastEngine(root);
  if (last === null || last === engine.name) return;
  const former = await context.platform(last);
  if ((await former.engine.current()) !== null) throw errors.error('otherEngineUp', { up: last, wanted: engine.name });
}
