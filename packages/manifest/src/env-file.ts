import type { Problem } from '@scalr/errors';
import { manifestErrors } from './errors.ts';

export interface EnvLine {
  readonly key: string;
  readonly value: string;
  /** 1-based. */
  readonly line: number;
}

export interface EnvFile {
  readonly entries: readonly EnvLine[];
  readonly problems: readonly Problem[];
}

/**
 * Lines of `KEY=value`. Blank lines and `#` comments are passed over, a value may stand in single or double quotes,
 * and ` #` begins a comment after an unquoted one. Nothing is interpolated. Values are never part of a problem.
 */
export function parseEnvFile(text: string, file: string): EnvFile {
  const entries: EnvLine[] = [];
  const problems: Problem[] = [];
  const lines = new Map<string, number>();
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const bad = (reason: string) => problems.push(manifestErrors.problem('envLine', { reason }, { file, line }));
    const equals = trimmed.indexOf('=');
    if (equals === -1) {
      bad('it has no "="');
      continue;
    }
    const key = trimmed.slice(0, equals);
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(key)) {
      bad(/^export\s/.test(key) ? 'it begins with "export"' : 'the part before "=" is not a key');
      continue;
    }
    const value = unquoted(trimmed.slice(equals + 1).trim());
    if (value === undefined) {
      bad('its quotes do not match');
      continue;
    }
    if (/\p{Cc}/u.test(value)) {
      bad('it holds a control character');
      continue;
    }
    const firstLine = lines.get(key);
    if (firstLine !== undefined) {
      problems.push(manifestErrors.problem('envTwice', { key, firstLine }, { file, line }));
      continue;
    }
    lines.set(key, line);
    entries.push({ key, value, line });
  }
  return { entries, problems };
}

function unquoted(written: string): string | undefined {
  const quote = written[0];
  if (quote === '"' || quote === "'") {
    const end = written.indexOf(quote, 1);
    if (end === -1 || !/^\s*(?:#.*)?$/.test(written.slice(end + 1))) return undefined;
    return written.slice(1, end);
  }
  return written.startsWith('#') ? '' : written.replace(/\s+#.*$/, '');
}
