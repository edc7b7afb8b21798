import { createHash } from 'node:crypto';
import { HttpProblem } from './problem.ts';

/** A strong entity tag (RFC 9110 §8.8.3) of what is answered: the same row gives the same tag on every replica. */
export function entityTag(json: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(json)).digest('base64url').slice(0, 22)}"`;
}

/**
 * RFC 9110 §13.1.1: at least one of the tags has to be the current one; `*` is any; weak tags never match.
 * @throws HttpProblem 412 `CHANGED_MEANWHILE`, or 428 `IF_MATCH_MISSING` (RFC 6585 §3)
 */
export function checkIfMatch(header: string | undefined, wish: 'optional' | 'required', current: string): void {
  requireIfMatch(header, wish);
  if (header === undefined) return;
  const tags = header.split(',').map((tag) => tag.trim());
  if (tags.includes('*') || tags.includes(current)) return;
  throw new HttpProblem(412, 'CHANGED_MEANWHILE', 'Somebody changed this since you read it.', {
    fix: 'read it again and repeat the change',
  });
}

/** 428 without a header where one is needed; before the row is looked for, so that it tells nothing of it. */
export function requireIfMatch(header: string | undefined, wish: 'optional' | 'required'): void {
  if (header !== undefined || wish === 'optional') return;
  throw new HttpProblem(428, 'IF_MATCH_MISSING', 'A change of this has to say which state it is meant for.', {
    fix: 'send the ETag of the last answer as If-Match',
  });
}
