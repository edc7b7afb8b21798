import { join } from 'node:path';
import { printJson, writeIfChanged } from '@scalr/fileset';
import { readWorkspaceText } from '@scalr/workspace';
import { z } from 'zod';

const memorySchema = z.object({
  /** Of models and migrations that were in order; null: they were not. */
  passed: z.string().nullable(),
  seen: z.record(z.string(), z.string()),
});

/** What is kept of an app from one check to the next. */
export type SchemaMemory = z.infer<typeof memorySchema>;

const FOLDER = 'check/schema';

export async function recall(state: string, slug: string): Promise<SchemaMemory> {
  const text = await readWorkspaceText(join(state, FOLDER), `${slug}.json`).catch(() => null);
  const parsed = memorySchema.safeParse(text === null ? null : JSON.parse(text));
  return parsed.success ? parsed.data : { passed: null, seen: {} };
}

export async function remember(state: string, slug: string, memory: SchemaMemory): Promise<void> {
  await writeIfChanged(join(state, FOLDER, `${slug}.json`), printJson(memory));
}
