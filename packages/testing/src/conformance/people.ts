import { stageToken } from '../backend-under-test.ts';
import { PARTIES } from '../token-forge.ts';
import type { UnixAnswer } from '../unix-http.ts';
import type { ConformanceSubject } from './subject.ts';

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<UnixAnswer>;

/** Asks as a person with this subject, in "staff" and these groups; null: as nobody. */
export function askAs(subject: ConformanceSubject, sub: string | null, groups: readonly string[] = []): Ask {
  return (method, path, body, headers = {}) =>
    subject.call(method, path, {
      ...(sub === null ? {} : { token: stageToken({ sub, groups: ['staff', ...groups] }) }),
      ...(body === undefined ? {} : { body }),
      headers: Object.entries(headers),
    });
}

/** As rows hold who they belong to. */
export const userId = (sub: string) => `${PARTIES.issuer}#${sub}`;

/** Status, code and the pointers of a refusal. */
export function problemOf({ status, json }: UnixAnswer): unknown[] {
  const pointers = ((json?.errors ?? []) as readonly { pointer: string }[]).map(({ pointer }) => pointer);
  return [status, json?.code, ...pointers];
}

export const ABSENT = '00000000-0000-4000-8000-000000000000';
