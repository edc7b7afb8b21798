import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Picture } from './page.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A picture under a name that changes with what it shows. Throws what reading it throws. */
export function pictureOf(file: string): Picture {
  const content = readFileSync(file);
  const ending = extname(file);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  const isPng = content.length >= 24 && content.subarray(0, 8).equals(PNG);
  return {
    file,
    path: `assets/${basename(file, ending)}.${hash}${ending}`,
    size: isPng ? { width: content.readUInt32BE(16), height: content.readUInt32BE(20) } : null,
  };
}

/** With its size, so that what stands below does not jump when it comes. */
export function imageTag({ path, size }: Picture, alt: string, className?: string): string {
  const escaped = alt.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const attributes = [
    ...(className === undefined ? [] : [`class="${className}"`]),
    `src="/${path}" alt="${escaped}"`,
    ...(size === null ? [] : [`width="${size.width}" height="${size.height}"`]),
    'loading="lazy" decoding="async"',
  ];
  return `<img ${attributes.join(' ')} />`;
}
