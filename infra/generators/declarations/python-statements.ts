/** One statement of Python with what is indented below it. */
export interface Statement {
  /** From its first line to the colon or the end, as it stands, without its own indent. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly body: readonly Statement[];
}

/**
 * Statements of a module by their lines: brackets and strings that go on over lines are one statement with what they
 * began in. Comments and blank lines are left out. Semicolons and backslashes at the end of a line are not known here,
 * and the formatter of our Python writes neither.
 */
export function readStatements(text: string): readonly Statement[] {
  const roots: Statement[] = [];
  const open: { indent: number; body: Statement[] }[] = [{ indent: -1, body: roots }];
  for (const { lines, line } of logicalLines(text.split('\n'))) {
    const indent = lines[0]!.search(/\S/);
    while (open.at(-1)!.indent >= indent) open.pop();
    const statement = { text: dedented(lines, indent), line, body: [] as Statement[] };
    open.at(-1)!.body.push(statement);
    open.push({ indent, body: statement.body });
  }
  return roots;
}

interface LogicalLine {
  readonly lines: string[];
  readonly line: number;
}

function logicalLines(lines: readonly string[]): readonly LogicalLine[] {
  const found: LogicalLine[] = [];
  const state = { depth: 0, quote: '' };
  for (const [index, line] of lines.entries()) {
    if (state.depth > 0 || state.quote !== '') found.at(-1)!.lines.push(line);
    else if (/^\s*(?:#.*)?$/.test(line)) continue;
    else found.push({ lines: [line], line: index + 1 });
    follow(line, state);
  }
  return found;
}

/** What is still open at the end of a line: brackets, and a string of three quotes. */
function follow(line: string, state: { depth: number; quote: string }): void {
  for (let at = 0; at < line.length; at += 1) {
    if (state.quote !== '') {
      if (line[at] === '\\') at += 1;
      else if (line.startsWith(state.quote, at)) {
        at += state.quote.length - 1;
        state.quote = '';
      }
      continue;
    }
    const sign = line[at]!;
    if (sign === '#') return;
    if (sign === '"' || sign === "'") {
      state.quote = line.startsWith(sign.repeat(3), at) ? sign.repeat(3) : sign;
      at += state.quote.length - 1;
    } else if ('([{'.includes(sign)) state.depth += 1;
    else if (')]}'.includes(sign)) state.depth -= 1;
  }
  // Only three quotes go on over lines.
  if (state.quote.length === 1) state.quote = '';
}

function dedented(lines: readonly string[], indent: number): string {
  return lines.map((line) => line.replace(new RegExp(`^ {0,${indent}}`), '')).join('\n');
}

/** The text of a statement that is nothing but a string; null: it is something else. */
export function stringOf(statement: Statement | undefined): string | null {
  const [, , inside] = /^[rR]?("""|'''|"|')([\s\S]*)\1$/.exec(statement?.text ?? '') ?? [];
  if (inside === undefined) return null;
  const [first = '', ...rest] = inside.split('\n');
  return [first.trim(), ...rest].join('\n').trim();
}
