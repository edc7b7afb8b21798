import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '..', 'icons', 'lucide.txt');
const drawn = new Map<string, string | undefined>();

/** A Lucide icon in white as a data URI, to be put on the app's colour; undefined: there is no such icon. */
export async function lucideDrawing(name: string): Promise<string | undefined> {
  if (!drawn.has(name)) {
    const lines = `\n${await readFile(FILE, 'utf8')}`;
    const start = lines.indexOf(`\n${name} `);
    const shapes = start === -1 ? undefined : lines.slice(start + name.length + 2, lines.indexOf('\n', start + 1));
    drawn.set(name, shapes === undefined ? undefined : dataUri(shapes));
  }
  return drawn.get(name);
}

function dataUri(shapes: string): string {
  const lines = 'fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" ${lines}>${shapes}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
