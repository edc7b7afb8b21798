import type { Finding } from '../../finding.ts';
import { find } from './rules.ts';
import type { MigrationFile } from './schema-sources.ts';

interface Loss {
  readonly line: number;
  /** What stands there. */
  readonly text: string;
  readonly word: 'drops' | 'narrows';
  /** `notes.title`; null: the names cannot be told. */
  readonly name: string | null;
}

const SQL: readonly (readonly [Loss['word'], RegExp])[] = [
  [
    'drops',
    /\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?<table>[\w".]+)[^;]*?\bdrop\s+column\s+(?:if\s+exists\s+)?(?<column>[\w"]+)/gi,
  ],
  ['drops', /\bdrop\s+table\s+(?:if\s+exists\s+)?(?<table>[\w".]+)/gi],
  ['drops', /\btruncate\s+(?:table\s+)?(?:only\s+)?(?<table>[\w".]+)/gi],
  ['drops', /\bdelete\s+from\s+(?:only\s+)?(?<table>[\w".]+)/gi],
  ['drops', /\bdrop\s+schema\s+(?:if\s+exists\s+)?(?<table>[\w"]+)/gi],
  [
    'narrows',
    /\balter\s+table\s+(?:only\s+)?(?<table>[\w".]+)\s+alter\s+(?:column\s+)?(?<column>[\w"]+)\s+set\s+not\s+null/gi,
  ],
];

const PYTHON: readonly (readonly [Loss['word'], RegExp])[] = [
  ['drops', /\bop\.drop_column\(\s*["'](?<table>\w+)["'],\s*["'](?<column>\w+)["']/g],
  ['drops', /\bop\.drop_table\(\s*["'](?<table>\w+)["']/g],
  ['narrows', /\bop\.alter_column\(\s*["'](?<table>\w+)["'],\s*["'](?<column>\w+)["'](?=[^)]*\bnullable=False)/g],
];

/** Migrations that lose something and say nothing of it. */
export function unsaidLosses(migrations: readonly MigrationFile[]): readonly Finding[] {
  return migrations.flatMap(({ file, text }) => {
    const isPython = file.endsWith('.py');
    const comment = isPython ? '#' : '--';
    const said = (word: Loss['word']) =>
      [...text.matchAll(new RegExp(`^${comment}\\s*${word}:(.*)$`, 'gm'))].flatMap(([, names = '']) =>
        names.split(',').map((name) => name.trim().replace(/^public\./, '')),
      );
    return lossesOf(text, isPython)
      .filter(({ word, name }) => name === null || !said(word).includes(name))
      .map(({ line, text: got, word, name }) =>
        find('destructive', {
          ...{
            file,
            line,
            did: 'read the migration',
            got,
            expected: `${comment} ${word}: ${name} in its first lines, or nothing lost`,
          },
          fix: `keep ${name}; or, where it is meant, write this into the first lines of ${file}: ${comment} ${word}: ${name}`,
        }),
      );
  });
}

function lossesOf(text: string, isPython: boolean): readonly Loss[] {
  const bare = text.replace(isPython ? /^\s*#.*$/gm : /--.*$/gm, (comment) => ' '.repeat(comment.length));
  // What a way back drops was made by the way forth.
  const end = isPython ? /^def downgrade\b/m.exec(bare)?.index : undefined;
  const forth = bare.slice(0, end);
  const patterns = isPython ? [...PYTHON, ...SQL] : SQL;
  const losses = patterns.flatMap(([word, pattern]) =>
    [...forth.matchAll(pattern)].map((match): Loss => {
      const { table, column } = match.groups ?? {};
      const name = [table, column].filter((part) => part !== undefined).join('.');
      const line = forth.slice(0, match.index).split('\n').length;
      const got = match[0].replace(/\s+/g, ' ');
      return { line, text: got, word, name: name.replaceAll('"', '').replace(/^public\./, '') };
    }),
  );
  return losses.sort((a, b) => a.line - b.line);
}
