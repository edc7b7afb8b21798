import { proseOf } from './prose.ts';

/** What a comment above a declaration says, part by part. */
export interface DocComment {
  /** Paragraphs, one empty line between them. Empty: it says nothing. */
  readonly about: string;
  /** By the name of the parameter. */
  readonly params: ReadonlyMap<string, string>;
  readonly returns: string;
  /** One entry for each `@throws`. */
  readonly throws: readonly string[];
  /** Code, as it stands in the comment. */
  readonly example: string;
}

export const NO_COMMENT: DocComment = { about: '', params: new Map(), returns: '', throws: [], example: '' };

/** Reads what stands between `/**` and its end. */
export function readDocComment(inside: string): DocComment {
  const lines = inside.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
  const parts = splitByTag(lines);
  const all = (tag: string) => parts.filter((part) => part.tag === tag).map((part) => part.lines);
  return {
    about: all('').map(prose).join('\n\n'),
    params: new Map(
      all('param').map((param) => {
        const [, name = '', text = ''] = /^(\S+)\s*-?\s*([\s\S]*)$/.exec(prose(param)) ?? [];
        return [name, text];
      }),
    ),
    returns: all('returns').map(prose).join(' '),
    throws: all('throws').map(prose),
    example: all('example').map(code).join('\n'),
  };
}

interface Part {
  readonly tag: string;
  readonly lines: string[];
}

/** Prose may name a tag in the midst of a line as well: `Every page, by path. @throws Error`. */
function splitByTag(lines: readonly string[]): readonly Part[] {
  const parts: Part[] = [{ tag: '', lines: [] }];
  for (const line of lines) {
    const [, before = '', tag, rest = ''] =
      /^(.*?)(?:^|(?<=\s))@(param|returns|throws|example)\b ?(.*)$/.exec(line) ?? [];
    if (tag === undefined) {
      parts.at(-1)!.lines.push(line);
      continue;
    }
    parts.at(-1)!.lines.push(before);
    parts.push({ tag, lines: [rest] });
  }
  return parts;
}

const prose = (lines: readonly string[]) => proseOf(lines).replace(/\{@link ([^}]+)\}/g, '`$1`');

function code(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(/^\s*\n/, '')
    .trimEnd();
}
