const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Characters that nobody sees but that change how text reads or is parsed: control characters, direction overrides,
 * zero-width ones, lone surrogates. Tab and line ends are fine, and so is a byte order mark at the very beginning.
 * The first of each line, named like `U+202E`.
 */
export function hiddenCharacters(text: string): { line: number; character: string }[] {
  const found: { line: number; character: string }[] = [];
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  for (const [index, line] of body.split(/\r?\n/).entries()) {
    for (const [character] of line.matchAll(HIDDEN)) {
      if (character === '\t') continue;
      found.push({ line: index + 1, character: codePoint(character) });
      break;
    }
  }
  return found;
}

export function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
