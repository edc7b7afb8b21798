import { readFile, rm } from 'node:fs/promises';
import type { Problem } from '@scalr/errors';
import { printJson, writeIfChanged } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import { z } from 'zod';
import type { ComposeLayout } from './layout.ts';

const problemSchema = z.object({ code: z.string(), message: z.string(), fix: z.string() });

const stateSchema = z.object({
  /** Written by this same engine; another version plans anew. */
  plan: z.custom<Plan>((value) => typeof value === 'object' && value !== null && 'processes' in value),
  /** By project: why the last attempt to bring it up failed. */
  problems: z.record(z.string(), problemSchema),
});

export interface BroughtUp {
  readonly plan: Plan;
  readonly problems: Readonly<Record<string, Problem>>;
}

/** What the last `up` was about; null: none, or another version wrote it. */
export async function readBroughtUp({ plan }: ComposeLayout): Promise<BroughtUp | null> {
  const text = await readFile(plan, 'utf8').catch(() => 'null');
  try {
    return stateSchema.nullable().parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export async function writeBroughtUp(
  layout: ComposeLayout,
  plan: Plan,
  problems: ReadonlyMap<string, Problem>,
): Promise<void> {
  const state = { plan, problems: Object.fromEntries(problems) };
  await writeIfChanged(layout.plan, printJson(state), { mode: 0o600 });
}

export async function forgetBroughtUp({ plan }: ComposeLayout): Promise<void> {
  await rm(plan, { force: true });
}
