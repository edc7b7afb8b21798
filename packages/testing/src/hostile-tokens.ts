import { type HostileTokenOutcome, type HostileTokenRow, readOutcomes, readRows } from './hostile-token-row.ts';
import { forgeToken, PARTIES, privateJwk, publicJwk } from './token-forge.ts';

/** The time of the committed requests, in seconds since 1970. */
export const FIXED_NOW = 1_800_000_000;

/** One request and what every backend must answer, in whatever language it is written. */
export interface HostileRequest {
  readonly name: string;
  readonly group: string;
  /** How the backend is set up. */
  readonly setup: {
    readonly profile: HostileTokenRow['profile'];
    readonly issuer: string;
    readonly audience: string;
    readonly clientId: string;
    readonly requiredGroups: readonly string[];
    readonly callers: readonly string[];
    /** Name of an answer of the provider in {@link keyAnswers}. */
    readonly keys: HostileTokenRow['keys'];
  };
  readonly request: {
    readonly method: 'GET' | 'POST';
    readonly path: string;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly body: string | null;
  };
  readonly expect: HostileTokenOutcome;
}

/** Every row of `tokens/matrix/`, made concrete for a time in seconds since 1970. */
export function hostileRequests(now: number): readonly HostileRequest[] {
  const outcomes = readOutcomes();
  return readRows().map((row) => {
    const token = forgeToken(row, now);
    const filled = (text: string) => text.replaceAll('{token}', () => token);
    const { method, path, headers, body } = row.request;
    return {
      name: row.name,
      group: row.group,
      setup: {
        profile: row.profile,
        ...PARTIES,
        audience: row.profile === 'authentik' ? PARTIES.clientId : PARTIES.audience,
        requiredGroups: row.requiredGroups,
        callers: row.callers,
        keys: row.keys,
      },
      request: {
        method,
        path: filled(path),
        headers: headers.map(([name, value]) => [name, filled(value)] as const),
        body: body === undefined ? null : filled(body),
      },
      expect: outcomes[row.expect],
    };
  });
}

/** What the provider answers where its keys should be. */
export interface KeyAnswer {
  readonly status: number;
  readonly body: string;
}

const published = (...keys: readonly object[]): KeyAnswer => ({ status: 200, body: JSON.stringify({ keys }) });
const usable = { alg: 'RS256', use: 'sig' };

export const keyAnswers: Readonly<Record<HostileTokenRow['keys'], KeyAnswer>> = {
  one: published({ ...publicJwk('provider'), ...usable }),
  two: published({ ...publicJwk('provider'), ...usable }, { ...publicJwk('second'), ...usable }),
  none: published(),
  broken: { status: 500, body: 'no' },
  html: { status: 200, body: '<!doctype html><title>Sign in</title>' },
  private: published({ ...privateJwk('provider'), ...usable }),
  symmetric: published({ kty: 'oct', k: 'AQAB', kid: 'k1', ...usable }),
  encryption: published({ ...publicJwk('provider'), alg: 'RS256', use: 'enc' }),
  weak: published({ ...publicJwk('weak'), ...usable }),
};

/**
 * The same for those who cannot make tokens: what `tokens/requests.jsonl` holds, a line a row after the first. Texts
 * with dots are lists of the pieces between them, so that no search for leaked tokens finds these.
 */
export function fixture(): string {
  const cut = (text: string) => (text.includes('.') ? text.split('.') : text);
  const rows = hostileRequests(FIXED_NOW).map(({ request, ...row }) => ({
    ...row,
    request: {
      ...request,
      path: cut(request.path),
      headers: request.headers.map(([name, value]) => [name, cut(value)]),
      body: request.body === null ? null : cut(request.body),
    },
  }));
  return [{ now: FIXED_NOW, keyAnswers }, ...rows].map((line) => `${JSON.stringify(line)}\n`).join('');
}
