import type { FileSet } from '@scalr/fileset';
import type { SourcePlace } from '../../look/source-places.ts';

/** Where a name of a control stands in the frontend's sources: whole, else its first words, as `Delete ${note.title}` has them. */
export function namePlaces(folder: string, files: FileSet): (name: string, firstFile: string) => SourcePlace | null {
  const texts = [...files].flatMap(([path, { content }]) =>
    /^frontend\/src\/.+\.tsx?$/.test(path) ? [{ file: `${folder}/${path}`, lines: textOf(content).split('\n') }] : [],
  );
  return (name, firstFile) => {
    const sorted = [...texts].sort((a, b) => Number(b.file === firstFile) - Number(a.file === firstFile));
    const words = name.split(' ').filter((word) => word !== '');
    for (let count = words.length; count > 0; count--) {
      const wanted = words.slice(0, count).join(' ');
      for (const { file, lines } of sorted) {
        const index = lines.findIndex((line) => line.includes(wanted) && !/^\s*import\b/.test(line));
        if (index !== -1) return { file, line: index + 1 };
      }
    }
    return null;
  };
}

function textOf(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}
