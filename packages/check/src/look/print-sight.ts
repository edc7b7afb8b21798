import type { FormField } from './in-page.ts';
import type { Seen, Sight } from './look-at-page.ts';

/** Longer lines are cut: whoever needs all of it asks for --json. */
const LINE = 600;

/** What stands on a page, in ten lines, so that nobody has to open the picture. */
export function printSight(sight: Sight): string {
  const { title, headings, controls, fields, width, sticksOut, waits } = sight;
  const rows: readonly (readonly [string, string])[] = [
    ['screenshot', sight.screenshot],
    ['page', `${sight.url} as ${sight.as}, ${width.window} pixels wide: ${JSON.stringify(title)}`],
    ['headings', headings.map(({ level, name }) => `h${level} ${JSON.stringify(name)}`).join(', ') || 'none'],
    ['controls', listed(controls.map((one) => `${named(one)}${one.disabled ? ' (disabled)' : ''}`))],
    ['fields', listed(fields.map((one) => `${named(one)}${one.required ? ' (required)' : ''}${filled(one)}`))],
    ['text', JSON.stringify(sight.text)],
    [
      'errors',
      [...(waits === null ? [] : [`not done loading: ${waits}`]), ...sight.errors.map(placed)].join('; ') || 'none',
    ],
    ['requests', sight.failedRequests.map(placed).join('; ') || 'none failed'],
    ['accessible', sight.accessibility.map(placed).join('; ') || 'nothing serious found'],
    ['fits', width.content <= width.window ? 'yes' : `no: ${width.content} pixels wide; ${sticksOut.join(', ')}`],
  ];
  return rows.map(([name, text]) => `${name.padEnd(11)} ${printable(text)}`).join('\n');
}

const named = ({ role, name }: { readonly role: string; readonly name: string }) =>
  `${role} ${name === '' ? 'without a name' : JSON.stringify(name)}`;

function filled({ value, checked }: FormField): string {
  if (checked !== undefined) return checked ? ' (checked)' : ' (unchecked)';
  return value === '' ? '' : ` = ${JSON.stringify(value)}`;
}

/** The same ones are counted: a list has many of a kind. */
function listed(all: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].map(([one, count]) => (count === 1 ? one : `${one} (${count} times)`)).join(', ') || 'none';
}

const placed = ({ what, file, line }: Seen) =>
  file === undefined ? what : `${what} (${file}${line === undefined ? '' : `:${line}`})`;

/** What people wrote into an app must not move the cursor of a terminal. */
function printable(text: string): string {
  const plain = text.replace(/\s*\r?\n\s*/g, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}');
  return plain.length > LINE ? `${plain.slice(0, LINE)} …` : plain;
}
