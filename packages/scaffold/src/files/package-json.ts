import { type Change, UnfitFile } from '../facts.ts';
import { renamed } from './named-after.ts';

/** `name` and `description` of a package.json, in the file's own indent. */
export function packageJson(text: string, change: Change): string {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new UnfitFile('is no valid JSON', { cause });
  }
  const { name, description } = parsed;
  if (typeof name === 'string') parsed.name = renamed(name, change);
  if (description === change.from.description) parsed.description = change.to.description;
  const indent = /^[ \t]+/m.exec(text)?.[0] ?? '  ';
  return `${JSON.stringify(parsed, null, indent)}\n`;
}
