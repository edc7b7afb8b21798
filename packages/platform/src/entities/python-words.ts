/** Words that no attribute in Python can be called, and those that the file of a model itself uses in its classes. */
const TAKEN = new Set(
  `and as assert async await break class continue def del elif else except finally for from global if import in is lambda
   nonlocal not or pass raise return try while with yield none true false
   bool date datetime func int mapped_column str text uuid`.split(/\s+/),
);

/** What people mean most often. */
const INSTEAD: Readonly<Record<string, string>> = {
  ...{ from: 'origin', to: 'destination', class: 'category', import: 'source', pass: 'ticket', with: 'partner' },
  ...{ for: 'purpose', return: 'return_on', date: 'day', datetime: 'moment', text: 'content', in: 'place' },
};

/** Another name for a column that Python has no use for under its own; null: its own will do. */
export function pythonColumnInstead(column: string): string | null {
  return TAKEN.has(column) ? (INSTEAD[column] ?? `${column}_value`) : null;
}
