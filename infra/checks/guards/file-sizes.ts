import type { Guard } from '../guard.ts';
import { isOurs } from '../source-files.ts';

const REFUSED = 400;
const MEDIAN = 140;
const SHOWN = 5;

export const fileSizes: Guard = {
  name: 'sizes',
  asks: `no file has ${REFUSED} lines, and half of them are under ${MEDIAN}`,
  look: ({ files }) => {
    const sizes = files
      .filter(
        ({ path, isGenerated }) => isOurs(path) && !isGenerated && /\.(?:[cm]?[jt]sx?|css|py|sh|sql|astro)$/.test(path),
      )
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .sort((a, b) => b.lines - a.lines);
    const sources = sizes.filter(({ path }) => /\.tsx?$/.test(path));
    const median = sources[Math.floor(sources.length / 2)]?.lines ?? 0;
    const long = sizes
      .filter(({ lines }) => lines >= REFUSED)
      .map(({ path, lines }) => ({ file: path, what: `has ${lines} lines`, fix: 'a noun is missing: give it a file' }));
    const grown = { what: `the median file has ${median} lines`, fix: 'split the largest files by their nouns' };
    const largest = sizes.slice(0, SHOWN).map(({ path, lines }) => `${lines} ${path}`);
    return {
      findings: median >= MEDIAN ? [...long, grown] : long,
      notes: [`median ${median} lines; the largest: ${largest.join(', ')}`],
    };
  },
};
