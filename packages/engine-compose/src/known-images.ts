import { readFile } from 'node:fs/promises';
import { printJson, writeIfChanged } from '@scalr/fileset';
import { z } from 'zod';
import type { ComposeLayout } from './layout.ts';

const imagesSchema = z.record(z.string(), z.object({ fingerprint: z.string(), id: z.string() }));

/** By image without its tag: what it was built from, and its id. */
export type KnownImages = z.infer<typeof imagesSchema>;

/** What was built here before; nothing where the file does not say it. */
export async function readImages({ images }: ComposeLayout): Promise<KnownImages> {
  try {
    return imagesSchema.parse(JSON.parse(await readFile(images, 'utf8')));
  } catch {
    return {};
  }
}

export async function writeImages({ images }: ComposeLayout, known: KnownImages): Promise<void> {
  await writeIfChanged(images, printJson(known), { mode: 0o600 });
}
