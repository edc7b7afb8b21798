import { randomBytes } from 'node:crypto';

const POOL_BYTES = 4800;
let pool = '';
let at = 0;

/** `digits` random lower-case hexadecimal digits. */
function hex(digits: number): string {
  if (at + digits > pool.length) {
    pool = randomBytes(POOL_BYTES).toString('hex');
    at = 0;
  }
  at += digits;
  return pool.slice(at - digits, at);
}

/** 128 random bits in the shape of a UUID v4. */
export function requestId(): string {
  const raw = hex(32);
  return `${raw.slice(0, 8)}-${raw.slice(8, 12)}-4${raw.slice(13, 16)}-a${raw.slice(17, 20)}-${raw.slice(20)}`;
}

/** A new W3C trace context, version 00, sampled. */
export function newTraceparent(): string {
  return `00-${hex(32)}-${hex(16)}-01`;
}
