import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imageOf } from '@scalr/containers';
import { printJson, writeIfChanged } from '@scalr/fileset';
import type { ReleasePart } from '@scalr/ports';
import { z } from 'zod';
import type { ComposeLayout } from '../layout.ts';

const pinsSchema = z.record(z.string(), z.string());

/**
 * Tag by image without its tag: what was decided to serve by a release. Whatever else is built, this one runs until the
 * next release.
 */
export type Pins = z.infer<typeof pinsSchema>;

const fileOf = ({ folder }: ComposeLayout) => join(folder, 'released.json');

export async function readPins(layout: ComposeLayout): Promise<Pins> {
  try {
    return pinsSchema.parse(JSON.parse(await readFile(fileOf(layout), 'utf8')));
  } catch {
    return {};
  }
}

/** @throws ScalrError of writeFileAtomically; what was decided before stands then */
export async function pin(layout: ComposeLayout, reference: string): Promise<void> {
  const { image, tag } = parseReference(reference);
  const pins = { ...(await readPins(layout)), [image]: tag };
  await writeIfChanged(fileOf(layout), printJson(pins), { mode: 0o600 });
}

export function parseReference(reference: string): { readonly image: string; readonly tag: string } {
  const colon = reference.lastIndexOf(':');
  return { image: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

/** What was decided to serve; undefined: no release decided anything yet. */
export function referenceOf(pins: Pins, slug: string, part: ReleasePart): string | undefined {
  const image = imageOf(`${slug}-${part}`);
  const tag = pins[image];
  return tag === undefined ? undefined : `${image}:${tag}`;
}
