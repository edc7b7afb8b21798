import type { LogLevel } from './settings.ts';

type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One JSON object a line on stdout, so that nothing a stranger sends can begin a line of its own. */
export interface Log {
  readonly error: (event: string, fields?: Fields) => void;
  readonly warn: (event: string, fields?: Fields) => void;
  readonly info: (event: string, fields?: Fields) => void;
  readonly debug: (event: string, fields?: Fields) => void;
  /** Always written: the audit trail has no level. */
  readonly audit: (event: string, fields?: Fields) => void;
}

const RANK: Record<LogLevel, number> = { silent: 0, error: 1, warn: 2, info: 3, debug: 4 };

export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const say = (rank: number, name: string) =>
    RANK[level] < rank
      ? () => {}
      : (event: string, fields: Fields = {}) =>
          write(`${JSON.stringify({ time: new Date().toISOString(), level: name, event, ...fields })}\n`);
  return {
    error: say(RANK.error, 'error'),
    warn: say(RANK.warn, 'warn'),
    info: say(RANK.info, 'info'),
    debug: say(RANK.debug, 'debug'),
    audit: say(RANK.silent, 'audit'),
  };
}
