import { parse } from 'smol-toml';
import { type Change, UnfitFile } from '../facts.ts';
import { renamed } from './named-after.ts';

/** `name` and `description` under `[project]` of a pyproject.toml; every other line stays to the letter. */
export function pyproject(text: string, change: Change): string {
  const before = read(text);
  let result = text;
  for (const [key, next] of [
    ['name', (value: string) => renamed(value, change)],
    ['description', (value: string) => (value === change.from.description ? change.to.description : value)],
  ] as const) {
    const value = before[key];
    if (typeof value === 'string' && next(value) !== value) result = withValue(result, key, next(value));
  }
  return result;
}

function read(text: string): Record<string, unknown> {
  try {
    return (parse(text).project ?? {}) as Record<string, unknown>;
  } catch (cause) {
    throw new UnfitFile('is no valid TOML', { cause });
  }
}

/** TOML's basic strings are written like JSON's. */
function withValue(text: string, key: string, value: string): string {
  const lines = text.split('\n');
  let table = '';
  for (const [index, line] of lines.entries()) {
    table = /^\s*\[\s*([^\][]+?)\s*\]/.exec(line)?.[1] ?? table;
    if (table !== 'project' || !new RegExp(`^\\s*${key}\\s*=`).test(line)) continue;
    lines[index] = line.replace(/=.*$/, () => `= ${JSON.stringify(value)}${line.endsWith('\r') ? '\r' : ''}`);
    break;
  }
  const changed = lines.join('\n');
  if (read(changed)[key] !== value) throw new UnfitFile(`says project.${key} in a way that cannot be edited`);
  return changed;
}
