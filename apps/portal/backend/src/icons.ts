import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Child elements of a 24 x 24 line drawing, as data: the browser makes elements of them, never markup. */
const shape = z.tuple([
  z.enum(['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon']),
  z.record(z.string(), z.string()),
]);

export const icon = z
  .union([
    z.object({ kind: z.literal('shapes'), shapes: z.array(shape) }),
    z.object({ kind: z.literal('image'), url: z.string() }),
  ])
  .meta({ id: 'Icon' });

export type Icon = z.output<typeof icon>;

/** One line for each Lucide icon: name, blank, shapes as JSON. Kept as text, so that 1,900 unused icons cost no memory. */
const LUCIDE_FILE = join(import.meta.dirname, '..', 'icons', 'lucide.txt');
const FALLBACK = 'app-window';

/** Remembers what was asked for; a name it does not know is drawn as a window. */
export function openIcons(): (names: readonly string[]) => Promise<ReadonlyMap<string, Icon>> {
  const known = new Map<string, Icon>();
  return async (names) => {
    const wanted = [...new Set([...names, FALLBACK])].filter((name) => !known.has(name));
    if (wanted.length > 0) {
      const lines = `\n${await readFile(LUCIDE_FILE, 'utf8')}`;
      for (const name of wanted)
        known.set(name, imageIcon(name) ?? lucideIcon(lines, name) ?? lucideIcon(lines, FALLBACK)!);
    }
    return new Map(names.map((name) => [name, known.get(name)!]));
  };
}

/** An app's own drawing reaches us as a data URI; an `<img>` runs nothing that is in it. */
function imageIcon(name: string): Icon | null {
  return /^data:image\/svg\+xml[;,]/.test(name) ? { kind: 'image', url: name } : null;
}

function lucideIcon(lines: string, name: string): Icon | null {
  if (!/^[a-z0-9-]+$/.test(name)) return null;
  const start = lines.indexOf(`\n${name} `);
  if (start === -1) return null;
  const end = lines.indexOf('\n', start + 1);
  const shapes = z.array(shape).parse(JSON.parse(lines.slice(start + name.length + 2, end === -1 ? undefined : end)));
  return { kind: 'shapes', shapes };
}
